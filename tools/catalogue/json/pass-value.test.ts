import { describe, expect, test } from 'vitest';
import { type Cursor, expect as expectCharacter, peek } from './cursor.ts';
import { passValue } from './pass-value.ts';

async function* cut(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

const cursorOver = (text: string, size = 1): Cursor => ({
  chunks: cut(text, size),
  chunk: '',
  at: 0,
});

describe.each([1, 4, 1000])('in chunks of %d characters', (size) => {
  test.each([
    '{}',
    '[]',
    '"text"',
    '""',
    String.raw`"a \" quote"`,
    String.raw`"ends with \\"`,
    String.raw`"\\\""`,
    '{"a":{"b":[1,{"c":"}"}]}}',
    '["]","[",{"}":"{"}]',
    '-12.5e3',
    'true',
    'null',
  ])('the value %s ends where it ends, whatever follows', async (value) => {
    for (const end of [',', '}', ']', ' ', '\n']) {
      const cursor = cursorOver(` \t${value}${end}"next"`, size);
      expect(await passValue(cursor, true)).toBe(value);
      expect(await peek(cursor)).toBe(end.trim() === '' ? '"' : end);
    }
  });
});

test('what is not kept is passed all the same', async () => {
  const cursor = cursorOver('{"large":[1,2,3]},"next"', 3);
  expect(await passValue(cursor, false)).toBe('');
  expect(await peek(cursor)).toBe(',');
});

test.each(['', ' ', '{', '["a"', '"unfinished', String.raw`"escaped \"`, '12'])(
  'a text that ends within a value is an error: %s',
  async (text) => {
    await expect(passValue(cursorOver(text), true)).rejects.toThrow(SyntaxError);
  },
);

describe('the next character', () => {
  test('is looked at without passing it, and passed when it is the one', async () => {
    const cursor = cursorOver(' \n :x');
    expect(await peek(cursor)).toBe(':');
    expect(await expectCharacter(cursor, ':')).toBe(':');
    expect(await peek(cursor)).toBe('x');
  });

  test('that is another is named, and not passed', async () => {
    const cursor = cursorOver('x');
    await expect(expectCharacter(cursor, ',}')).rejects.toThrow('"x" in place of one of ,}');
    expect(await peek(cursor)).toBe('x');
  });
});
