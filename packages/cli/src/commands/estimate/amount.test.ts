import { expect, test } from 'vitest';

import { amount, formatAmount } from './amount.ts';

test.each([
  ['7B', 7e9],
  ['7b', 7e9],
  ['1.5T', 1.5e12],
  ['124M', 124e6],
  ['30k', 30_000],
  ['850', 850],
  ['300e9', 300e9],
  ['3.4', 3.4],
])('%s is %d', (given, value) => {
  expect(amount('N').parse(given)).toBe(value);
});

test.each(['', '0', '0B', '-7B', '7 B', '7G', 'B', '1,5T', 'NaN', '1e999', '7BB', '0x10'])(
  '"%s" is no amount',
  (given) => {
    expect(amount('N').parse(given)).toBeUndefined();
  },
);

test.each([
  [7e9, '7B'],
  [1.5e12, '1.5T'],
  [124_439_808, '124M'],
  [176.247e9, '176B'],
  [850, '850'],
])('%d is written %s', (value, text) => {
  expect(formatAmount(value)).toBe(text);
});

test('what is written is read again', () => {
  for (const value of [1, 999, 1e3, 124e6, 6.7e9, 1e15]) {
    expect(amount('N').parse(formatAmount(value))).toBe(value);
  }
});
