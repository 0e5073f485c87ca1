import { expect, test } from 'vitest';

import { failureOf } from '../test-support/failure-of.ts';
import { testCloud, testTarget } from '../test-support/test-target.ts';
import { defaultTiming, servingOf } from './context.ts';

test('a target that serves gives its serving', () => {
  const target = testTarget(testCloud());
  expect(servingOf(target)).toBe(target.serving);
});

test('a target that only trains says so', async () => {
  const { serving: _, ...trainer } = testTarget(testCloud());
  expect((await failureOf(() => servingOf(trainer))).code).toBe('SERVING_UNSUPPORTED');
});

// All tries of a request, and a renewal that fails once, must fit into what a lease outlives its holder.
test('a lease outlives all the waits between the tries of a request', () => {
  const waits = [1, 2, 4, 8, 16].reduce(
    (sum, factor) => sum + factor * defaultTiming.firstRetryInMs,
    0,
  );
  expect(waits).toBeLessThan(defaultTiming.leaseInMs / 2);
});
