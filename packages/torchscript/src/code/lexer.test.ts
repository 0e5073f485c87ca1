import { describe, expect, it } from 'vitest';
import { createLexer } from './lexer.ts';
import type { Token } from './token.ts';

function tokens(source: string): readonly Token[] {
  const lexer = createLexer(source);
  const all: Token[] = [];
  for (let token = lexer.next(); token.kind !== 'end'; token = lexer.next()) all.push(token);
  return all;
}

const texts = (source: string): readonly string[] => tokens(source).map(({ text }) => text);

describe('the lexer', () => {
  it.each<[string, readonly string[]]>([
    ['x : Tensor', ['x', ':', 'Tensor']],
    ['a.b(c, )', ['a', '.', 'b', '(', 'c', ',', ')']],
    [') -> int:', [')', '->', 'int', ':']],
    ['1e-05 + 1. - .5 * 2j', ['1e-05', '+', '1.', '-', '.5', '*', '2j']],
    ['10000000000.', ['10000000000.']],
    ['1-2', ['1', '-', '2']],
    ['0x1F', ['0x1F']],
    ['x[1:2]', ['x', '[', '1', ':', '2', ']']],
    ['a # comment "x"\nb', ['a', 'b']],
    ['a \\\n b', ['a', 'b']],
    ['"a\\"b" \'c"\'', ['"a\\"b"', "'c\"'"]],
    ['"""a\n"b" """ x', ['"""a\n"b" """', 'x']],
    ['"never closed', ['"', 'never', 'closed']],
    ['größe', ['gr', 'ö', 'ß', 'e']],
  ])('splits %j', (source, wanted) => {
    expect(texts(source)).toEqual(wanted);
  });

  it('knows line, indentation, and what starts a line', () => {
    const [a, b, c] = tokens('a b\n  c');
    expect(a).toMatchObject({ line: 1, indent: 0, startsLine: true });
    expect(b).toMatchObject({ line: 1, indent: 0, startsLine: false });
    expect(c).toMatchObject({ line: 2, indent: 2, startsLine: true });
  });

  it('counts the lines within a long string', () => {
    expect(tokens('"""1\n2\n3"""\nx').at(-1)).toMatchObject({ text: 'x', line: 4 });
  });

  it('ends, and goes on saying so', () => {
    const lexer = createLexer('');
    expect([lexer.next().kind, lexer.next().kind]).toEqual(['end', 'end']);
  });

  it.each([
    '"'.repeat(50_000),
    `"${'\\'.repeat(50_001)}`,
    '('.repeat(200_000),
    `"${'a'.repeat(1e6)}"`,
  ])('takes time in proportion to the source, and no stack (%#)', (source) => {
    expect(tokens(source).at(-1)?.end).toBeGreaterThan(49_000);
  });
});
