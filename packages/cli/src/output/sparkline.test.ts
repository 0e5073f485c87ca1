import { describe, expect, test } from 'vitest';

import { chooseSymbols } from './symbols.ts';
import { drawSparkline } from './sparkline.ts';

const { levels } = chooseSymbols({});

describe('a sparkline', () => {
  test('has one sign for each value, from nothing to the most', () => {
    expect(drawSparkline([0, 1, 2, 3, 4, 5, 6, 7], levels)).toBe('▁▂▃▄▅▆▇█');
  });

  test('shows twice as much as twice as high', () => {
    expect(drawSparkline([3.5, 7], levels)).toBe('▅█');
  });

  test('tells little from nothing', () => {
    expect(drawSparkline([0, 0.001, 1000], levels)).toBe('▁▂█');
  });

  test('leaves blank what nobody measured', () => {
    expect(drawSparkline([undefined, 1, undefined], levels)).toBe(' █ ');
    expect(drawSparkline([undefined], levels)).toBe(' ');
    expect(drawSparkline([], levels)).toBe('');
  });

  test('of nothing but zeros is flat', () => {
    expect(drawSparkline([0, 0, 0], levels)).toBe('▁▁▁');
  });

  test('does without Unicode', () => {
    const plain = chooseSymbols({ LANG: 'C' }).levels;
    expect(drawSparkline([undefined, 0, 1, 4, 8], plain)).toBe(' _.=#');
  });
});
