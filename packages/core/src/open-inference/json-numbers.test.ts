import { describe, expect, test } from 'vitest';
import { readJsonNumbers } from './json-numbers.ts';
import { randomInteger, seededRandom } from './test-support/random.ts';

function read(text: string): number[] | undefined {
  const found = readJsonNumbers(new TextEncoder().encode(text), 0);
  return found && [...found.values];
}

/** The number at `index`, in one of the ways in which it can be written. */
function randomToken(random: () => number): string {
  const value = (random() - 0.5) * 10 ** (randomInteger(random, 44) - 22);
  const kind = randomInteger(random, 7);
  if (kind === 0) return String(randomInteger(random, 2 ** 31) - 2 ** 30);
  if (kind === 1) return String(Math.fround(value));
  if (kind === 2) return value.toExponential(randomInteger(random, 15));
  if (kind === 3) return value.toPrecision(1 + randomInteger(random, 15)).replace('e', 'E');
  if (kind === 4)
    return `${randomInteger(random, 1e6)}.${'0'.repeat(randomInteger(random, 20))}`.replace(
      /\.$/,
      '',
    );
  if (kind === 5) return `0.${'0'.repeat(randomInteger(random, 22))}${randomInteger(random, 1e9)}`;
  return `-${randomInteger(random, 1000)}e${randomInteger(random, 30)}`;
}

describe('numbers in JSON', () => {
  test('are exactly those of JSON.parse, however they are written', () => {
    const random = seededRandom(11);
    const spaces = ['', '', ' ', '\n\t', '\r '];
    const space = (): string => spaces[randomInteger(random, spaces.length)] ?? '';
    let isRead = 0;
    for (let round = 0; round < 3000; round++) {
      const tokens = Array.from({ length: 1 + randomInteger(random, 30) }, () =>
        randomToken(random),
      );
      const text = `[${tokens.map((token) => `${space()}${token}${space()}`).join(',')}]`;
      const expected: number[] = JSON.parse(text);
      const found = read(text);
      if (found === undefined) continue;
      isRead++;
      expect(found.length).toBe(expected.length);
      expect(found.findIndex((value, index) => !Object.is(value, expected[index]))).toBe(-1);
    }
    expect(isRead).toBeGreaterThan(2000);
  });

  test('are read where they end, with zeros and their sign', () => {
    const text = '  [-0, 0.0,-0e5 ,1E2] , "rest"';
    const found = readJsonNumbers(new TextEncoder().encode(text), 2);
    expect([...(found?.values ?? [])]).toEqual([-0, 0, -0, 100]);
    expect(text.slice(found?.end)).toBe(' , "rest"');
  });

  test('may be many', () => {
    const values = Array.from({ length: 10_000 }, (_, index) => index / 8);
    expect(read(JSON.stringify(values))).toEqual(values);
  });

  test('with all digits of a double are read as such, as long as they are few', () => {
    const values = [
      0.1 + 0.2,
      Number.MIN_VALUE,
      Number.MAX_VALUE,
      1.7976931348623157e308,
      2 ** -1074,
    ];
    expect(read(JSON.stringify(values))).toEqual(values);
    expect(
      read(JSON.stringify(Array.from({ length: 1000 }, (_, index) => 1 / (index + 3)))),
    ).toBeUndefined();
  });

  test.each([
    '',
    '[',
    '[]',
    '[1',
    '[1,',
    '[1,]',
    '[,1]',
    '[1 2]',
    '[01]',
    '[-]',
    '[-01]',
    '[1.]',
    '[.5]',
    '[+1]',
    '[1e]',
    '[1e+]',
    '[1.5.5]',
    '[0x1]',
    '[1_0]',
    '[--1]',
    '[- 1]',
    '[1}',
    '["1"]',
    '[[1]]',
    '[1,null]',
    '[true]',
    '[NaN]',
    '[-Infinity]',
    '{"a":1}',
    '[1,2\u00a0]',
  ])('%j is left to the reader of all JSON', (text) => {
    expect(read(text)).toBeUndefined();
  });

  test('of 64 bits are left to it too, since a double would lose digits', () => {
    expect(read('[9007199254740993]')).toBeUndefined();
    expect(read('[-9223372036854775808]')).toBeUndefined();
    expect(read('[9007199254740991]')).toEqual([Number.MAX_SAFE_INTEGER]);
  });

  test('of absurd length cost nothing', () => {
    expect(read(`[${'9'.repeat(100_000)}]`)).toBeUndefined();
    expect(read(`[0.${'9'.repeat(100_000)}]`)).toBeUndefined();
  });
});
