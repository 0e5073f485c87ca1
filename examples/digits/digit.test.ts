import { describe, expect, test } from 'vitest';

import { heldOut, parseDigits, readDigits } from './digit.ts';

const data = new URL('data/digits.csv.gz', import.meta.url);
const blank = Array(64).fill('0');
const line = (changes: Readonly<Record<number, string>>, label = '7'): string =>
  [...Object.assign([...blank], changes), label].join(',');

describe('parseDigits', () => {
  test('reads pixels row by row, and the label after them', () => {
    const [digit] = parseDigits(`${line({ 0: '16', 9: '3', 63: '1' })}\n`);
    expect(digit?.label).toBe(7);
    expect([0, 9, 63, 8].map((index) => digit?.pixels[index])).toEqual([16, 3, 1, 0]);
    expect(digit?.pixels).toHaveLength(64);
  });

  test('reads one digit per line, in order', () => {
    const labels = parseDigits([line({}, '3'), line({}, '0'), line({}, '9')].join('\n'));
    expect(labels.map(({ label }) => label)).toEqual([3, 0, 9]);
  });

  test.each([
    ['a pixel is missing', blank.slice(1).concat('7').join(',')],
    ['there is a value too many', `${line({})},1`],
    ['a pixel has more ink than there is', line({ 5: '17' })],
    ['a pixel has less than none', line({ 5: '-1' })],
    ['a pixel is no whole number', line({ 5: '1.5' })],
    ['a pixel is no number', line({ 5: 'x' })],
    ['the label is no digit', line({}, '10')],
    ['the line is empty', ''],
  ])('refuses the line when %s, and says which', (_, broken) => {
    expect(() => parseDigits([line({}), broken, line({})].join('\n'))).toThrow(
      /^Line 2 is not 64 pixels/,
    );
  });
});

describe('heldOut', () => {
  test('keeps every fifth, from the first on', () => {
    const digits = Array.from({ length: 12 }, (_, label) => ({
      label,
      pixels: new Float32Array(64),
    }));
    expect(heldOut(digits).map(({ label }) => label)).toEqual([0, 5, 10]);
  });
});

describe('the data', () => {
  test('are 1,797 digits, about as many of each', async () => {
    const digits = await readDigits(data);
    const counts = Array.from(
      { length: 10 },
      (_, label) => digits.filter((digit) => digit.label === label).length,
    );
    expect(digits).toHaveLength(1797);
    // As the repository that they come from counts them.
    expect(counts).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
  });

  test('use the whole range of ink', async () => {
    const digits = await readDigits(data);
    const pixels = new Set(digits.flatMap((digit) => [...digit.pixels]));
    expect([...pixels].toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: 17 }, (_, ink) => ink),
    );
  });

  test('leave 360 for asking', async () => {
    expect(heldOut(await readDigits(data))).toHaveLength(360);
  });
});
