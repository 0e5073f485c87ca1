import { expect, test } from 'vitest';

import { publishedFailures, usualNodeMtbfInDays } from './published-failures.ts';

test('machines fail every few months, by all that is published', () => {
  for (const { nodeDaysPerFailure, source } of publishedFailures) {
    expect(nodeDaysPerFailure).toBeGreaterThan(30);
    expect(nodeDaysPerFailure).toBeLessThan(1000);
    expect(source).toMatch(/[:,]/);
  }
});

test('the usual time lies between those that are published, and near none of the extremes', () => {
  const days = publishedFailures.map(({ nodeDaysPerFailure }) => nodeDaysPerFailure);
  expect(usualNodeMtbfInDays()).toBeGreaterThan(2 * Math.min(...days));
  expect(usualNodeMtbfInDays()).toBeLessThan(Math.max(...days) / 2);
});
