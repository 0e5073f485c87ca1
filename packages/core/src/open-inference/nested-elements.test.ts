import { describe, expect, test } from 'vitest';
import { splitBytesElements } from './bytes-elements.ts';
import { type Datatype, DATATYPES } from './datatype.ts';
import { viewElements } from './element-arrays.ts';
import { packElements } from './nested-elements.ts';
import type { TensorSite } from './tensor-site.ts';

const site: TensorSite = { kind: 'input', name: 'x', code: 'BAD_REQUEST' };

function pack(
  datatype: Datatype,
  shape: readonly number[],
  values: readonly unknown[],
): Uint8Array {
  return packElements({ site, datatype, shape, values });
}

describe('packing elements', () => {
  test('takes them flat or nested as the shape says', () => {
    const flat = pack('INT16', [2, 3], [1, 2, 3, 4, 5, 6]);
    const nested = pack(
      'INT16',
      [2, 3],
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    );
    expect([...flat]).toEqual([1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0]);
    expect(nested).toEqual(flat);
  });

  test('goes through every level of nesting in order', () => {
    const bytes = pack(
      'UINT8',
      [2, 1, 2, 2],
      [
        [
          [
            [1, 2],
            [3, 4],
          ],
        ],
        [
          [
            [5, 6],
            [7, 8],
          ],
        ],
      ],
    );
    expect([...bytes]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('knows scalars and empty tensors', () => {
    expect([...pack('UINT8', [], [7])]).toEqual([7]);
    expect(pack('FP32', [0], [])).toHaveLength(0);
    expect(pack('FP32', [0, 3], [])).toHaveLength(0);
    expect(pack('FP32', [2, 0], [[], []])).toHaveLength(0);
    expect(pack('BYTES', [0], [])).toHaveLength(0);
  });

  test('writes little-endian', () => {
    expect([...pack('UINT32', [1], [0x01020304])]).toEqual([4, 3, 2, 1]);
    expect([...pack('FP32', [1], [1])]).toEqual([0, 0, 0x80, 0x3f]);
    expect([...pack('FP16', [1], [1])]).toEqual([0, 0x3c]);
    expect([...pack('BF16', [1], [1])]).toEqual([0x80, 0x3f]);
    expect([...pack('INT64', [1], [-2])]).toEqual([0xfe, 255, 255, 255, 255, 255, 255, 255]);
  });

  test.each([
    ['INT8', [-128, 127]],
    ['UINT8', [0, 255]],
    ['INT16', [-32_768, 32_767]],
    ['UINT16', [0, 65_535]],
    ['INT32', [-2_147_483_648, 2_147_483_647]],
    ['UINT32', [0, 4_294_967_295]],
    ['INT64', [-(2n ** 63n), 2n ** 63n - 1n]],
    ['UINT64', [0n, 2n ** 64n - 1n]],
  ] as const)('takes the whole range of %s and nothing beyond', (datatype, [min, max]) => {
    const bytes = pack(datatype, [2], [min, max]);
    expect([...viewElements(datatype, bytes)]).toEqual([min, max]);
    const beyond = typeof min === 'bigint' ? [min - 1n, max + 1n] : [min - 1, max + 1];
    for (const value of beyond) expect(() => pack(datatype, [1], [value])).toThrow(datatype);
  });

  test('takes bigints for every number type they fit', () => {
    expect([...viewElements('INT32', pack('INT32', [1], [7n]))]).toEqual([7]);
    expect([...viewElements('FP32', pack('FP32', [1], [7n]))]).toEqual([7]);
    expect([...viewElements('FP16', pack('FP16', [1], [1n]))]).toEqual([0x3c00]);
  });

  test('takes NaN and infinities for floating-point types only', () => {
    for (const datatype of ['FP16', 'BF16', 'FP32', 'FP64'] as const) {
      expect(pack(datatype, [3], [NaN, Infinity, -Infinity]).some(Boolean)).toBe(true);
    }
    for (const datatype of ['INT8', 'INT64', 'BOOL'] as const) {
      expect(() => pack(datatype, [1], [NaN])).toThrow('got NaN');
    }
  });

  test('packs text as UTF-8 behind its length, and bytes as they are', () => {
    const bytes = pack('BYTES', [3], ['é', '', Uint8Array.of(255, 0)]);
    expect([...bytes]).toEqual([2, 0, 0, 0, 0xc3, 0xa9, 0, 0, 0, 0, 2, 0, 0, 0, 255, 0]);
    const elements = splitBytesElements({ site, bytes, count: 3 });
    expect(elements).toEqual([Uint8Array.of(0xc3, 0xa9), Uint8Array.of(), Uint8Array.of(255, 0)]);
  });

  test('refuses half of a character, which no UTF-8 stands for', () => {
    expect([...pack('BYTES', [1], ['\u{1f600}'])]).toEqual([4, 0, 0, 0, 0xf0, 0x9f, 0x98, 0x80]);
    expect(() => pack('BYTES', [2], ['a', '\ud83d'])).toThrow(
      'expected element [1] to be well-formed text, got half of a surrogate pair',
    );
  });

  test.each(DATATYPES)('refuses null, objects and arrays as an element of %s', (datatype) => {
    for (const value of [null, {}, [[1]], undefined]) {
      expect(() => pack(datatype, [2], [value, value])).toThrow('expected element [0] to be');
    }
  });
});

describe('what does not fit is refused with its place', () => {
  const cases: [why: string, datatype: Datatype, shape: number[], values: unknown[]][] = [
    [
      'a fraction for an integer',
      'INT32',
      [2, 2],
      [
        [1, 2],
        [3, 4.5],
      ],
    ],
    ['a number out of range', 'UINT8', [3], [1, 2, 256]],
    ['a string for a number', 'FP32', [2], [1, '2']],
    ['a number for a string', 'BYTES', [1], [1]],
    ['a number for a boolean', 'BOOL', [2], [true, 1]],
    ['a boolean for a number', 'FP32', [1], [true]],
    ['too big for FP32', 'FP32', [1], [1e39]],
    ['too big for FP16', 'FP16', [1], [70_000]],
    ['null', 'FP32', [2], [1, null]],
    ['a number that may have lost digits', 'INT64', [1], [2 ** 53]],
    ['too few elements', 'FP32', [2, 3], [1, 2, 3]],
    [
      'a row too short',
      'FP32',
      [2, 3],
      [
        [1, 2, 3],
        [4, 5],
      ],
    ],
    ['a row too long', 'FP32', [2, 1], [[1], [2, 3]]],
    ['too few rows', 'FP32', [2, 1], [[1]]],
    ['nested too little', 'FP32', [2, 1, 1], [[1], [2]]],
    ['nested too much', 'FP32', [2], [[1], [2]]],
    ['nested only at first', 'FP32', [2, 1], [[1], 2]],
    ['a scalar of two', 'FP32', [], [1, 2]],
    ['a long string', 'FP32', [1], ['x'.repeat(1000)]],
  ];

  test('each with a sentence', () => {
    const sentences = cases.map(([why, datatype, shape, values]) => {
      try {
        pack(datatype, shape, values);
        return `${why}: taken`;
      } catch (error) {
        return `${why}: ${error instanceof Error ? error.message : String(error)}`;
      }
    });
    expect(sentences.join('\n')).toMatchInlineSnapshot(`
      "a fraction for an integer: Input "x": expected element [1][1] to be a whole number from -2147483648 to 2147483647 (INT32), got 4.5.
      a number out of range: Input "x": expected element [2] to be a whole number from 0 to 255 (UINT8), got 256.
      a string for a number: Input "x": expected element [1] to be a number in range (FP32), got the string "2".
      a number for a string: Input "x": expected element [0] to be a string (BYTES), got 1.
      a number for a boolean: Input "x": expected element [1] to be true or false (BOOL), got 1.
      a boolean for a number: Input "x": expected element [0] to be a number in range (FP32), got true.
      too big for FP32: Input "x": expected element [0] to be a number in range (FP32), got 1e+39.
      too big for FP16: Input "x": expected element [0] to be a number in range (FP16), got 70000.
      null: Input "x": expected element [1] to be a number in range (FP32), got null.
      a number that may have lost digits: Input "x": expected element [0] to be a whole number from -2^63 to 2^63 - 1, beyond 2^53 as a bigint (INT64), got 9007199254740992.
      too few elements: Input "x": expected 6 elements for shape [2, 3], got 3.
      a row too short: Input "x": expected data[1] to be an array of 3 for shape [2, 3], got an array of 2.
      a row too long: Input "x": expected data[1] to be an array of 1 for shape [2, 1], got an array of 2.
      too few rows: Input "x": expected data to be an array of 2 for shape [2, 1], got an array of 1.
      nested too little: Input "x": expected data[0][0] to be an array of 1 for shape [2, 1, 1], got 1.
      nested too much: Input "x": expected element [0] to be a number in range (FP32), got an array of 1.
      nested only at first: Input "x": expected data[1] to be an array of 1 for shape [2, 1], got 2.
      a scalar of two: Input "x": expected 1 element for shape [], got 2.
      a long string: Input "x": expected element [0] to be a number in range (FP32), got the string "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"."
    `);
  });

  test('with a hint where there is a way', () => {
    expect(() => pack('FP32', [1], [null])).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('binary encoding') }),
    );
    expect(() => pack('INT64', [1], [2 ** 60])).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('bigint') }),
    );
  });

  test('before any memory is set aside for a shape that the values do not fill', () => {
    const huge = 2 ** 26;
    expect(() => pack('FP64', [huge, huge], [[1]])).toThrow(`an array of ${huge}`);
  });
});
