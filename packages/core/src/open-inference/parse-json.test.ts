import { describe, expect, test } from 'vitest';
import { parseJson } from './parse-json.ts';
import { randomInteger, seededRandom } from './test-support/random.ts';
import { randomText } from './test-support/random-tensors.ts';

/** Makes a text go the slow way: a bare NaN as its last member. */
function slow(text: string): string {
  return `[${text}, NaN]`;
}

function parseSlowly(text: string): unknown {
  const parsed = parseJson(slow(text));
  return Array.isArray(parsed) ? parsed[0] : parsed;
}

function randomJson(random: () => number, depth: number): unknown {
  const kind = randomInteger(random, depth > 3 ? 5 : 7);
  const length = randomInteger(random, 4);
  if (kind === 0) return null;
  if (kind === 1) return random() < 0.5;
  if (kind === 2) return randomText(random);
  if (kind === 3) return randomInteger(random, 2 ** 30) - 2 ** 29;
  if (kind === 4) return (random() - 0.5) * 10 ** (randomInteger(random, 35) - 20);
  const entries = Array.from({ length }, () => randomJson(random, depth + 1));
  return kind === 5
    ? entries
    : Object.fromEntries(entries.map((entry, index) => [randomText(random) + index, entry]));
}

describe('the JSON of the wire', () => {
  test('is ordinary JSON, also when it goes the slow way', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 2000; round++) {
      const value = randomJson(random, 0);
      const text = JSON.stringify(value, undefined, round % 3);
      expect(parseJson(text)).toEqual(value);
      expect(parseSlowly(text)).toEqual(value);
    }
  });

  test('may hold the bare words that Triton writes', () => {
    expect(parseJson('{"data":[NaN, Infinity,-Infinity,Inf,-Inf,1]}')).toEqual({
      data: [NaN, Infinity, -Infinity, Infinity, -Infinity, 1],
    });
  });

  test('leaves the same words alone inside strings', () => {
    expect(parseJson('["NaN", "\\"Infinity", NaN]')).toEqual(['NaN', '"Infinity', NaN]);
  });

  test('keeps every digit of a 64-bit integer', () => {
    const text = '{"datatype":"INT64","data":[9007199254740993,-9223372036854775808,7]}';
    expect(parseJson(text)).toEqual({
      datatype: 'INT64',
      data: [9_007_199_254_740_993n, -9_223_372_036_854_775_808n, 7],
    });
  });

  test('does not take a long fraction for a long integer', () => {
    const numbers = ['0.12345678901234567', '1.5', '12345678901234567e2'];
    expect(parseJson(`["INT64",${numbers.join()}]`)).toEqual(['INT64', ...numbers.map(Number)]);
  });

  test('does not spend time on an integer of absurd length', () => {
    expect(parseJson(`["INT64",${'9'.repeat(400)}]`)).toEqual(['INT64', Infinity]);
  });

  test('makes no prototype of a member called __proto__', () => {
    const parsed = parseSlowly('{"__proto__":{"polluted":true}}');
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
    expect(Object.keys(Object(parsed))).toEqual(['__proto__']);
  });

  test.each([
    '',
    '[',
    '[1',
    '[1,',
    '[1,]',
    '[1 2]',
    '{"a"}',
    '{"a":}',
    '{a:1}',
    '01',
    '1.',
    '+1',
    '.5',
  ])('refuses %j', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  test.each(['nan', 'infinity', '-NaN', '"\u0001"', '"\\x"', "'a'", '[1]]', '--1', '"open'])(
    'refuses %j',
    (text) => {
      expect(() => parseJson(text)).toThrow(SyntaxError);
    },
  );

  test('says where it stopped understanding', () => {
    expect(() => parseJson('{"inputs": [}')).toThrowErrorMatchingInlineSnapshot(
      `[SyntaxError: unexpected "}" at character 12]`,
    );
    expect(() => parseJson('{"inputs": [')).toThrowErrorMatchingInlineSnapshot(
      `[SyntaxError: unexpected end after 12 characters]`,
    );
  });

  test('refuses nesting that would exhaust the stack', () => {
    const deep = `${'['.repeat(100_000)}NaN${']'.repeat(100_000)}`;
    expect(() => parseJson(deep)).toThrowErrorMatchingInlineSnapshot(
      `[SyntaxError: JSON nested deeper than 128 levels]`,
    );
  });
});
