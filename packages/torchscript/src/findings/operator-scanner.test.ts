import { describe, expect, it } from 'vitest';
import { createLexer } from '../code/lexer.ts';
import { createOperatorScanner, type Use } from './operator-scanner.ts';

function scan(source: string): readonly Use[] {
  const scanner = createOperatorScanner();
  const lexer = createLexer(source);
  for (let token = lexer.next(); token.kind !== 'end'; token = lexer.next()) {
    scanner.see('code/__torch__.py', token);
  }
  return scanner.uses();
}

const told = (source: string): readonly string[] =>
  scan(source).map(({ kind, what }) => `${kind} ${what}`);

describe('what PyTorch writes', () => {
  it.each([
    ['x = torch.relu(y)', ['operator aten::relu']],
    ['ops.prim.RaiseException("no", "builtins.ValueError")', ['operator prim::RaiseException']],
    ['y = ops.image.read_file(x)', ['operator image::read_file']],
    ['print(x)', ['operator prim::Print']],
    ['weight = self.weight', ['method .weight']],
    ['_0 = getattr(self, "0")', ['method .0']],
    ['a : __torch__.torch.nn.Linear', ['method .torch', 'method .nn', 'method .Linear']],
    ['  ops : Tensor\n  torch : int\n', []],
    ['d = torch.device("cuda:0")', ['operator aten::device', 'device cuda:0']],
    ['d = torch.device("cpu")', ['operator aten::device']],
    ['x = torch.eq(kind, "cuda")', ['operator aten::eq']],
    ['s = "torch.save(x)"', []],
  ])('%s', (source, uses) => {
    expect(told(source)).toEqual(uses);
  });
});

describe('what only somebody who hides something writes', () => {
  it.each([
    ['t = torch\nt.save(x, "f")', 'hidden torch'],
    ['o = ops\nreturn o', 'hidden ops'],
    ['f(torch)', 'hidden torch'],
    ['getattr(torch, "save")(x, "f")', 'hidden torch'],
    ['getattr(torch, "save")(x, "f")', 'method .save'],
    ['getattr(self.a.b, "save")', 'method .save'],
    ['getattr(getattr(self, "a"), "save")', 'method .save'],
    ['getattr(\n  x,\n  "save")', 'method .save'],
    ['getattr(x, "sa" "ve")', 'hidden two texts in a row'],
    ['x.save("f")', 'method .save'],
    ['f = x.save', 'method .save'],
    ['torch . \\\n save(x)', 'operator aten::save'],
    ['ops.\\\naten.save(x)', 'operator aten::save'],
    ['(ops).aten.save(x)', 'hidden ops'],
    ['x = [torch]', 'hidden torch'],
  ])('%s', (source, use) => {
    expect(told(source)).toContain(use);
  });
});

it('says where each thing is used first, and only once', () => {
  expect(scan('a = 1\nb = torch.relu(a)\nc = torch.relu(b)\n')).toEqual([
    { kind: 'operator', what: 'aten::relu', place: 'code/__torch__.py:2' },
  ]);
});

it('does not join the end of one record with the start of the next', () => {
  const scanner = createOperatorScanner();
  for (const [place, source] of [
    ['a.py', 'x = torch'],
    ['b.py', '.save'],
  ] as const) {
    const lexer = createLexer(source);
    for (let token = lexer.next(); token.kind !== 'end'; token = lexer.next())
      scanner.see(place, token);
  }
  expect(scanner.uses().map(({ what }) => what)).not.toContain('aten::save');
});
