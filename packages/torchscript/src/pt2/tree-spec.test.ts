import { describe, expect, it } from 'vitest';
import { thrownBy } from '../../test/failure.ts';
import type { JsonPart } from './json.ts';
import { inputNames, outputNames } from './tree-spec.ts';

interface Node {
  readonly type: string | null;
  readonly context: string | null;
  readonly children_spec: readonly Node[];
}

const leaf: Node = { type: null, context: null, children_spec: [] };
const tuple = (...children: readonly Node[]): Node => ({
  type: 'builtins.tuple',
  context: 'null',
  children_spec: children,
});
const list = (...children: readonly Node[]): Node => ({
  type: 'builtins.list',
  context: 'null',
  children_spec: children,
});
const dict = (entries: Readonly<Record<string, Node>>): Node => ({
  type: 'builtins.dict',
  context: JSON.stringify(Object.keys(entries)),
  children_spec: Object.values(entries),
});
const spec = (root: Node): JsonPart => ({
  value: JSON.stringify([1, root]),
  place: 'model.json: in_spec',
});

describe('names of inputs', () => {
  it.each<[string, Node, readonly string[]]>([
    ['arguments by position', tuple(tuple(leaf, leaf), dict({})), ['x', 'y']],
    ['arguments by name', tuple(tuple(leaf), dict({ flag: leaf })), ['x', 'flag']],
    ['a dict', tuple(tuple(dict({ ids: leaf, 'a b': leaf })), dict({})), ['x["ids"]', 'x["a b"]']],
    ['a list in a tuple', tuple(tuple(tuple(leaf, list(leaf))), dict({})), ['x[0]', 'x[1][0]']],
    ['no arguments', tuple(tuple(), dict({})), []],
    ['more than there are names for', tuple(tuple(leaf, leaf, leaf), dict({})), ['x', 'y', '2']],
  ])('%s', (_, root, names) => {
    expect(inputNames(spec(root), ['x', 'y'])).toEqual(names);
  });
});

describe('names of outputs', () => {
  it.each<[string, Node, readonly string[]]>([
    ['one tensor', leaf, ['0']],
    ['a tuple', tuple(leaf, leaf), ['0', '1']],
    ['a dict', dict({ scores: leaf, boxes: list(leaf, leaf) }), ['scores', 'boxes[0]', 'boxes[1]']],
    ['a class of their own', { ...tuple(leaf), type: 'transformers.Output' }, ['0']],
    ['nothing', tuple(), []],
  ])('%s', (_, root, names) => {
    expect(outputNames(spec(root))).toEqual(names);
  });
});

it.each(['', '[', '7', '[1]', '[1, {"type": "builtins.tuple"}]'])('%j is refused', (text) => {
  const broken = { value: text, place: 'model.json: in_spec' };
  expect(thrownBy(() => inputNames(broken, [])).code).toBe('MODEL_FILE_CORRUPT');
});

it('ends on a specification that is very deep', () => {
  let node = leaf;
  for (let level = 0; level < 500; level += 1) node = tuple(node);
  expect(outputNames(spec(node))).toHaveLength(1);
});
