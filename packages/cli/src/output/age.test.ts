import { expect, test } from 'vitest';

import { formatAge } from './age.ts';
import { formatUsd, formatUsdPerMonth } from './money.ts';

const now = Date.parse('2026-11-22T12:00:00Z');

test.each([
  ['2026-11-22T11:59:30Z', 'now'],
  ['2026-11-22T13:00:00Z', 'now'],
  ['2026-11-22T11:55:00Z', '5 minutes ago'],
  ['2026-11-22T10:59:00Z', '1 hour ago'],
  ['2026-11-21', '1 day ago'],
  ['2026-09-01', '2 months ago'],
  ['2024-11-01', '2 years ago'],
])('%s is %s', (asOf, expected) => {
  expect(formatAge(asOf, now)).toBe(expected);
});

test.each([
  [25.2513, '$25.25', '$18,433'],
  [0.0056, '$0.0056', '$4.09'],
  [1234.5, '$1,234.50', '$901,185'],
  [0, '$0.00', '$0'],
])('%d per hour is %s, and %s per month', (amount, perHour, perMonth) => {
  expect(formatUsd(amount)).toBe(perHour);
  expect(formatUsdPerMonth(amount)).toBe(perMonth);
});
