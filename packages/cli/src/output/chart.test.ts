import { describe, expect, test } from 'vitest';

import { drawChart, formatNumber, shrink } from './chart.ts';
import { chooseSymbols } from './symbols.ts';

const { levels } = chooseSymbols({});
const plain = chooseSymbols({ LANG: 'C' }).levels;

describe('a chart', () => {
  test('stands on nothing and has its most at the top', () => {
    expect(drawChart({ values: [3, 2, 1, 0.5, 0], columns: 20, rows: 3, levels })).toEqual([
      '3 | █',
      '  | ██',
      '0 | ███▄▁',
    ]);
  });

  test('does without Unicode', () => {
    const values = [8, 4, 2, 1, 0.5];
    expect(drawChart({ values, columns: 20, rows: 4, levels: plain })).toEqual([
      '8 | #',
      '  | #',
      '  | ##',
      '0 | ###._',
    ]);
  });

  test('goes below nothing where its values do', () => {
    expect(drawChart({ values: [-2, 0, 2], columns: 20, rows: 2, levels })).toEqual([
      ' 2 |   █',
      '-2 | ▁██',
    ]);
  });

  test('is as wide as it may be, however many values there are', () => {
    const values = Array.from({ length: 200_000 }, (_, index) => 1 / (index + 1));
    const lines = drawChart({ values, columns: 80, rows: 6, levels });
    expect(Math.max(...lines.map(({ length }) => length))).toBe(80);
    expect(lines).toHaveLength(6);
  });

  test('of one value, of zeros and of nothing is something', () => {
    expect(drawChart({ values: [1], columns: 20, rows: 1, levels })).toEqual(['1 | █']);
    expect(drawChart({ values: [0, 0], columns: 20, rows: 2, levels })).toEqual(['0 |', '0 | ▁▁']);
    expect(drawChart({ values: [], columns: 20, rows: 2, levels })).toEqual([]);
  });
});

test('many values become means of neighbours, few stay', () => {
  expect(shrink([1, 3, 5, 7], 2)).toEqual([2, 6]);
  expect(shrink([1, 2, 3, 4, 5], 2)).toEqual([1.5, 4]);
  expect(shrink([1, 2], 5)).toEqual([1, 2]);
});

test.each([
  [0.023_141_7, '0.02314'],
  [1437, '1437'],
  [0.000_000_12, '1.2e-7'],
  [12_345.6, '12350'],
  [0, '0'],
])('%d is written %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});
