import { describe, expect, test } from 'vitest';
import { findNotFinite, mostBytesOf, printFloat32s } from './print-float32.ts';
import { toShortDouble } from './short-float32.ts';
import { randomInteger, seededRandom } from './test-support/random.ts';

const START = 3;

function print(values: Float32Array): string {
  const memory = Buffer.alloc(mostBytesOf(values) + START);
  const end = printFloat32s(values, memory, START);
  return memory.toString('latin1', START, end);
}

function ofPatterns(patterns: Iterable<number>): Float32Array {
  return new Float32Array(Uint32Array.from(patterns).buffer);
}

/** Numbers that do not come back, each with its text. */
function lost(values: Float32Array): [number, string][] {
  const texts = print(values).slice(1, -1).split(',');
  const read: number[] = JSON.parse(print(values));
  return Array.from(values, (value, index): [number, string] => [value, texts[index] ?? '']).filter(
    ([value], index) => !Object.is(Math.fround(read[index] ?? NaN), value),
  );
}

function digitsOf(text: string): number {
  return text
    .replace(/^-/, '')
    .replace(/e.*$/, '')
    .replace('.', '')
    .replace(/^0+|0+$/g, '').length;
}

describe('printed float32s', () => {
  test.each([
    [[], '[]'],
    [[0, -0, 1, -1, 10, 9_999_999, -16_777_216], '[0,-0,1,-1,10,9999999,-16777216]'],
    [[0.1, -0.25, 1 / 3, 1.5, 123_456.789], '[0.1,-0.25,0.33333334,1.5,123456.79]'],
    [[1e-6, 1.25e-6, 1e-7, -2.5e-7, 1e-30], '[0.000001,0.00000125,1e-7,-2.5e-7,1e-30]'],
    [
      [1e20, 123e18, 1e21, 3.4e38, -1e10],
      '[100000000000000000000,123000000000000000000,1e+21,3.4e+38,-10000000000]',
    ],
    [[1.17549435e-38, 1e-45, -1e-40], '[1.1754944e-38,1.401298e-45,-9.999946e-41]'],
  ])('%j are %s', (values, text) => {
    expect(print(new Float32Array(values))).toBe(text);
  });

  test('read back as the same number, for every exponent and both ends and the middle of its numbers', () => {
    const fractions = [
      0, 1, 2, 3, 0x2a_aaaa, 0x3f_ffff, 0x40_0000, 0x40_0001, 0x7f_fffe, 0x7f_ffff,
    ];
    const patterns = Array.from({ length: 255 }, (_, field) =>
      fractions.map((fraction) => field * 2 ** 23 + fraction),
    ).flat();
    const values = ofPatterns([...patterns, ...patterns.map((pattern) => pattern + 2 ** 31)]);
    expect(lost(values)).toEqual([]);
  });

  test('read back as the same number, for numbers of every size', () => {
    const random = seededRandom(1);
    const patterns = Array.from({ length: 300_000 }, () => randomInteger(random, 2 ** 32));
    expect(lost(ofPatterns(patterns).filter(Number.isFinite))).toEqual([]);
  });

  test('read back as the same number, for subnormal numbers', () => {
    const random = seededRandom(2);
    const patterns = Array.from({ length: 20_000 }, () => randomInteger(random, 2 ** 23));
    expect(lost(ofPatterns(patterns))).toEqual([]);
  });

  test('read back as the same number around every power of ten', () => {
    const patterns = Array.from({ length: 83 }, (_, index) => {
      const [pattern = 0] = new Uint32Array(Float32Array.of(Number(`1e${index - 44}`)).buffer);
      return Array.from({ length: 41 }, (_unused, step) => Math.max(0, pattern + step - 20));
    }).flat();
    expect(lost(ofPatterns(patterns).filter(Number.isFinite))).toEqual([]);
  });

  test('are no longer than the double with few digits that each rounds from', () => {
    const random = seededRandom(3);
    const values = Float32Array.from(
      { length: 100_000 },
      () => (random() - 0.5) * 10 ** (randomInteger(random, 60) - 30),
    );
    const texts = print(values).slice(1, -1).split(',');
    const long = texts.filter(
      (text, index) =>
        digitsOf(text) > Math.max(digitsOf(String(toShortDouble(values[index] ?? 0))), 1),
    );
    // Where two texts are equally near, ours may be the one with one more digit.
    expect(long.length).toBeLessThan(values.length / 100);
    expect(texts.filter((text) => digitsOf(text) > 9)).toEqual([]);
  });

  test('are looked through for what JSON cannot say', () => {
    expect(findNotFinite(new Float32Array([1, NaN, Infinity]))).toBe(1);
    expect(findNotFinite(new Float32Array([-Infinity]))).toBe(0);
    expect(findNotFinite(new Float32Array([-0, 1e-45, 3.4028235e38]))).toBe(-1);
  });
});
