import { describe, expect, it } from 'vitest';
import { thrownBy } from '../../test/failure.ts';
import type { CodeClass, CodeUnit } from './code-unit.ts';
import { readCode } from './read-code.ts';

const place = 'code/__torch__/net.py';

function read(source: string): CodeUnit {
  return readCode({ source, place });
}

function firstClass(source: string): CodeClass {
  const [first] = read(source).classes;
  if (first === undefined) throw new Error('no class was found');
  return first;
}

describe('classes', () => {
  const module = firstClass(`class Net(Module):
  __parameters__ = ["weight", "a\\"b", ]
  __buffers__ = ["mean", ]
  weight : Tensor
  table : Dict[str, Tuple[int,
    Tensor]]
  __annotations__["0"] = __torch__.torch.nn.Linear
  training : bool
  size : Final[int] = 4
  def forward(self: __torch__.net.Net,
    x: Tensor) -> Tensor:
    if True:
      def_ = "class Fake(Module):"
    else:
      pass
    return x
  def __len__(self: __torch__.net.Net) -> int:
    return 2
class Other:
  x : int
`);

  it('have a qualified name, a base, and a place', () => {
    expect(module).toMatchObject({ name: '__torch__.net.Net', base: 'Module', place, line: 1 });
  });

  it('list parameters and buffers', () => {
    expect(module.parameters).toEqual(['weight', 'a"b']);
    expect(module.buffers).toEqual(['mean']);
  });

  it('list attributes in order, also those whose names are no identifiers', () => {
    expect(module.attributes).toEqual([
      { name: 'weight', type: 'Tensor' },
      { name: 'table', type: 'Dict[str, Tuple[int, Tensor]]' },
      { name: '0', type: '__torch__.torch.nn.Linear' },
      { name: 'training', type: 'bool' },
    ]);
  });

  it('list constants', () => {
    expect(module.constants).toEqual([{ name: 'size', text: '4' }]);
  });

  it('list methods without being led astray by their bodies', () => {
    expect(module.methods.map(({ name, branches }) => [name, branches])).toEqual([
      ['forward', true],
      ['__len__', false],
    ]);
  });

  it('may have no base, or be enums and named tuples', () => {
    const source =
      'class A:\n  x : int\nclass B(Enum):\n  RED = 1\n  BLUE = "b"\nclass C(NamedTuple):\n  x : Tensor\n  n : int\n';
    expect(read(source).classes).toMatchObject([
      { base: undefined, attributes: [{ name: 'x', type: 'int' }] },
      {
        base: 'Enum',
        constants: [
          { name: 'RED', text: '1' },
          { name: 'BLUE', text: '"b"' },
        ],
      },
      { base: 'NamedTuple', attributes: [{ name: 'x' }, { name: 'n' }] },
    ]);
  });

  it('are understood as PyTorch 1.4 wrote them', () => {
    const source =
      'op_version_set = 1\nimport __torch__.a\nclass Net(Module):\n  __parameters__ = []\n  __annotations__ = []\n  __annotations__["0"] = Tensor\n';
    expect(firstClass(source).attributes).toEqual([{ name: '0', type: 'Tensor' }]);
  });

  it('are understood whatever the width of the indentation', () => {
    expect(
      firstClass('class A(Module):\n\tx : int\n\tdef f(self) -> int:\n\t\treturn 1\n').methods,
    ).toHaveLength(1);
  });
});

describe('functions', () => {
  it('have arguments with types and defaults, and a type that they return', () => {
    const source = `def f(x: Tensor,
    n: int=3,
    pair: Tuple[int, int]=(1, 2),
    text: str="a, b) -> c:",
    d: Dict[str, int]={"a": 1, "b": 2},
    flag: bool=False) -> Tuple[Tensor, List[int]]:
  return (x, [n])
`;
    expect(read(source).functions).toEqual([
      {
        name: 'f',
        arguments: [
          { name: 'x', type: 'Tensor', default: undefined },
          { name: 'n', type: 'int', default: '3' },
          { name: 'pair', type: 'Tuple[int, int]', default: '(1, 2)' },
          { name: 'text', type: 'str', default: '"a, b) -> c:"' },
          { name: 'd', type: 'Dict[str, int]', default: '{"a": 1, "b": 2}' },
          { name: 'flag', type: 'bool', default: 'False' },
        ],
        returns: 'Tuple[Tensor, List[int]]',
        line: 1,
        branches: false,
      },
    ]);
  });

  it('may have no arguments and name no types', () => {
    expect(read('def f():\n  pass\ndef g(x, y):\n  pass\n').functions).toMatchObject([
      { arguments: [], returns: undefined },
      { arguments: [{ name: 'x', type: undefined }, { name: 'y' }] },
    ]);
  });
});

describe('broken code', () => {
  it.each<[string, string, number]>([
    ['a statement outside of everything', 'class A:\n  x : int\nprint(1)\n', 3],
    ['a class without a name', 'class (Module):\n', 1],
    ['a class that is cut off', 'class A(Module', 1],
    ['a function that is cut off', 'def f(x: Tensor,\n', 2],
    ['parameters that are no strings', 'class A(Module):\n  __parameters__ = [weight]\n', 2],
    ['a list of parameters without an end', 'class A(Module):\n  __parameters__ = ["a"', 2],
    ['an annotation without a name', 'class A(Module):\n  __annotations__[0] = int\n', 2],
    ['a member that is no declaration', 'class A(Module):\n  x + 1\n', 2],
  ])('%s is refused, with its line', (_, source, line) => {
    const error = thrownBy(() => read(source));
    expect(error.code).toBe('MODEL_FILE_CORRUPT');
    expect(error.data.place).toBe(`${place}:${line}`);
  });

  it('does not need a stack for deep brackets', () => {
    const brackets = '['.repeat(100_000);
    expect(thrownBy(() => read(`def f(x: ${brackets}`)).code).toBe('MODEL_FILE_CORRUPT');
  });
});
