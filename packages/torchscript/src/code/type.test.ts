import { expect, it } from 'vitest';
import { parseType, type TorchscriptType } from './type.ts';

const said = ({ name, arguments: args }: TorchscriptType): string =>
  args.length === 0 ? name : `${name}<${args.map(said).join('; ')}>`;

it.each([
  ['Tensor', 'Tensor'],
  ['List[Tensor]', 'List<Tensor>'],
  ['Dict[str, Tensor]', 'Dict<str; Tensor>'],
  [
    'Tuple[Tensor, Dict[str, List[int]], Optional[float]]',
    'Tuple<Tensor; Dict<str; List<int>>; Optional<float>>',
  ],
  ['__torch__.net.___torch_mangle_3.Point', '__torch__.net.___torch_mangle_3.Point'],
  ['Tuple[()]', 'Tuple<()>'],
  ['Tuple[]', 'Tuple'],
  ['List[', 'List'],
  ['List[Tensor', 'List'],
  ['Dict[str, Tensor]]', 'Dict<str; Tensor]>'],
  ['', ''],
])('%j is %s', (annotation, wanted) => {
  expect(said(parseType(annotation))).toBe(wanted);
});

it('does not need a stack for deep brackets', () => {
  expect(parseType(`${'List['.repeat(50_000)}int${']'.repeat(50_000)}`).name).toBe('List');
});
