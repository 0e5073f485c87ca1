import { expect, test } from 'vitest';

import { periodFor } from './endpoint-metrics.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = 1000 * day;

test.each([
  ['an hour', hour, 0, minute],
  ['three hours', 3 * hour, 0, minute],
  ['a day', day, 0, 5 * minute],
  ['four days', 4 * day, 0, hour],
  ['a month', 30 * day, 0, 8 * hour],
  ['an hour of 20 days ago, whose minutes CloudWatch has forgotten', hour, 20 * day, 5 * minute],
  ['an hour of 100 days ago', hour, 100 * day, hour],
])('%s is shown in points that CloudWatch has, and not too many', (_, width, ago, expected) => {
  const until = now - ago;
  expect(periodFor({ since: until - width, until }, now)).toBe(expected);
});
