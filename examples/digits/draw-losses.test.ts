import { expect, test } from 'vitest';

import { drawLosses } from './draw-losses.ts';

test('a loss that halves is drawn half as high', () => {
  expect(drawLosses([7, 3.5, 1.75, 0])).toBe('█▅▃▁');
});

test('no losses are no signs', () => {
  expect(drawLosses([])).toBe('');
});
