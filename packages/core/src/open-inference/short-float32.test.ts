import { describe, expect, test } from 'vitest';
import { toShortDouble, toShortDoubles } from './short-float32.ts';
import { randomInteger, seededRandom } from './test-support/random.ts';

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

function float32OfBits(pattern: number): number {
  bits[0] = pattern;
  return float[0] ?? NaN;
}

describe('a short double of a float32', () => {
  test.each([
    [0.1, '0.1'],
    [1 / 3, '0.33333334'],
    [16_777_217, '16777216'],
    [-2.5e-7, '-2.5e-7'],
    [123_456.789, '123456.79'],
    [1e-30, '1e-30'],
    [3.4e38, '3.4e+38'],
    [0, '0'],
  ])('of %d prints as %s', (value, text) => {
    expect(String(toShortDouble(Math.fround(value)))).toBe(text);
  });

  test('rounds to the float32, for numbers of every size', () => {
    const random = seededRandom(1);
    const values = Array.from({ length: 200_000 }, () =>
      float32OfBits(randomInteger(random, 2 ** 32)),
    );
    const isWrong = (value: number): boolean =>
      !Object.is(Math.fround(toShortDouble(value)), value);
    expect(values.find(isWrong)).toBeUndefined();
  });

  test('has at most nine digits, for numbers of every size', () => {
    const random = seededRandom(2);
    const values = Array.from({ length: 50_000 }, () =>
      Math.fround((random() - 0.5) * 10 ** (randomInteger(random, 60) - 30)),
    );
    const digitsOf = (value: number): string =>
      toShortDouble(value)
        .toExponential()
        .replaceAll(/^-|e.*$|\./g, '');
    expect(values.find((value) => digitsOf(value).length > 9)).toBeUndefined();
  });

  test('keeps what is no number, and zeros with their sign', () => {
    expect(toShortDoubles(new Float32Array([NaN, Infinity, -Infinity, -0]))).toEqual([
      NaN,
      Infinity,
      -Infinity,
      -0,
    ]);
  });
});
