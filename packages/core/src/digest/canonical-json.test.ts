import { describe, expect, test } from 'vitest';

import { canonicalJson } from './canonical-json.ts';

describe('canonical JSON', () => {
  test('has sorted keys at every depth, and no spaces', () => {
    const value = { b: { z: 1, y: [{ d: 1, c: 2 }] }, a: 'x' };
    expect(canonicalJson(value)).toBe('{"a":"x","b":{"y":[{"c":2,"d":1}],"z":1}}');
  });

  test('is the same for equal values, in whichever order they were made', () => {
    expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }));
  });

  test('keeps the order of lists, which means something', () => {
    expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
  });

  test('sorts by code unit and not by the rules of a language', () => {
    expect(canonicalJson({ ä: 1, z: 2, Z: 3, a: 4 })).toBe('{"Z":3,"a":4,"z":2,"ä":1}');
  });

  test('leaves out members that are undefined, as JSON does', () => {
    const value = { a: undefined, b: 1 } as { b: number };
    expect(canonicalJson(value)).toBe('{"b":1}');
  });

  test.each([
    ['text with quotes and line breaks', 'a"\n', String.raw`"a\"\n"`],
    ['minus zero, which equals zero', -0, '0'],
    ['large numbers', 1e21, '1e+21'],
    ['nothing', null, 'null'],
    ['an empty object', {}, '{}'],
    ['an empty list', [], '[]'],
  ] as const)('writes %s', (_, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  test('gives back the value when it is parsed', () => {
    const value = { list: [1, 'two', { three: true }], none: null, __proto: 'x' };
    expect(JSON.parse(canonicalJson(value))).toEqual(value);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses %d, which JSON would make null',
    (number) => {
      expect(() => canonicalJson({ deep: [number] })).toThrow(/no JSON form/);
    },
  );
});
