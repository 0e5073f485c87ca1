import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';

import type { Prediction } from './classify.ts';
import { drawDigit, drawPredictions, pickSome } from './draw-predictions.ts';

/** Ink from the top left on; the rest is paper. */
const pixels = (...ink: readonly number[]): Float32Array => {
  const all = new Float32Array(64);
  all.set(ink);
  return all;
};

const prediction = (label: number, predicted: number = label): Prediction => ({
  digit: { label, pixels: pixels() },
  predicted,
});

describe('drawDigit', () => {
  test('draws eight lines of sixteen characters, whatever the colours', () => {
    for (const colorDepth of [1, 4, 8, 24]) {
      const lines = drawDigit({ pixels: pixels(16, 8) }, { colorDepth });
      expect(lines).toHaveLength(8);
      expect(lines.map((each) => stripVTControlCharacters(each).length)).toEqual(Array(8).fill(16));
    }
  });

  test('shades with blocks where there are no colours', () => {
    const [first] = drawDigit({ pixels: pixels(0, 4, 8, 12, 16) }, { colorDepth: 1 });
    expect(first).toBe('  ░░▒▒▓▓██      ');
  });

  test('draws each row on its own line', () => {
    const diagonal = new Float32Array(64);
    for (let index = 0; index < 8; index += 1) diagonal[index * 9] = 16;
    const lines = drawDigit({ pixels: diagonal }, { colorDepth: 1 });
    expect(lines.map((each) => each.indexOf('██'))).toEqual([0, 2, 4, 6, 8, 10, 12, 14]);
  });

  test('uses the 24 greys of 256 colours, from the first to the last', () => {
    const [first] = drawDigit({ pixels: pixels(0, 16) }, { colorDepth: 8 });
    expect(first).toContain('\x1b[48;5;232m  \x1b[0m\x1b[48;5;255m  \x1b[0m');
  });

  test('uses 255 greys where there are all colours', () => {
    const [first] = drawDigit({ pixels: pixels(0, 8, 16) }, { colorDepth: 24 });
    expect(first?.match(/48;2;\d+;\d+;\d+/g)?.slice(0, 3)).toEqual([
      '48;2;0;0;0',
      '48;2;128;128;128',
      '48;2;255;255;255',
    ]);
  });
});

describe('drawPredictions', () => {
  test('puts digits side by side, and below what they are and were taken for', () => {
    const lines = drawPredictions([prediction(3), prediction(8, 1)], { colorDepth: 1 });
    expect(lines).toHaveLength(9);
    expect(lines[8]).toBe('3                  8, taken for 1  ');
  });

  test('keeps the columns of images and captions together', () => {
    const inked = { digit: { label: 2, pixels: pixels(16) }, predicted: 5 };
    const lines = drawPredictions([prediction(3), inked], { colorDepth: 1 });
    expect(lines[0]?.indexOf('██')).toBe(lines[8]?.indexOf('2, taken for 5'));
  });
});

describe('pickSome', () => {
  const labels = (predictions: readonly Prediction[]): string[] =>
    predictions.map(({ digit: { label }, predicted }) => `${label}:${predicted}`);

  test('takes different digits, and a wrong prediction last', () => {
    const all = [1, 1, 4, 1, 7, 9]
      .map((label) => prediction(label))
      .toSpliced(2, 0, prediction(5, 6));
    expect(labels(pickSome(all, 4))).toEqual(['1:1', '4:4', '7:7', '5:6']);
  });

  test('takes right ones only, where all are right', () => {
    const all = [2, 0, 5, 6, 8].map((label) => prediction(label));
    expect(labels(pickSome(all, 3))).toEqual(['2:2', '0:0', '5:5']);
  });

  test('takes what there is, where there is less', () => {
    expect(labels(pickSome([prediction(5, 3), prediction(6, 0)], 4))).toEqual(['5:3']);
  });
});
