import { describe, expect, test } from 'vitest';
import { jitteredDelayInMs, retryAfterInMs } from './retry-delay.ts';

describe('the wait before a retry', () => {
  const delay = (attempt: number, random: number): number =>
    jitteredDelayInMs({
      attempt,
      settings: { baseDelayInMs: 200, maxDelayInMs: 1000, random: () => random },
    });

  test('is anything from nothing to a bound that doubles up to its end', () => {
    expect([0, 1, 2, 3, 50].map((attempt) => delay(attempt, 1))).toEqual([
      200, 400, 800, 1000, 1000,
    ]);
    expect(delay(3, 0)).toBe(0);
    expect(delay(0, 0.5)).toBe(100);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');

  test.each([
    [{ 'retry-after': '3' }, 3000],
    [{ 'Retry-After': '0.5' }, 500],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' }, 9000],
    [{ 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('%j is %s', (headers, expected) => {
    expect(retryAfterInMs({ headers: { ...headers }, now })).toBe(expected);
  });
});
