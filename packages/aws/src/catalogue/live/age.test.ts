import { expect, test } from 'vitest';
import { ageOf } from './age.ts';

test.each([
  ['2026-11-01T00:00:00Z', '0 hours old'],
  ['2026-10-31T22:59:00Z', '1 hour old'],
  ['2026-10-30T00:30:00Z', '47 hours old'],
  ['2026-10-30T00:00:00Z', '2 days old'],
  ['2026-08-02', '91 days old'],
  ['2026-12-01', '0 hours old'],
])('what was said on %s is %s', (asOf, age) => {
  expect(ageOf(asOf, Date.parse('2026-11-01T00:00:00Z'))).toBe(age);
});
