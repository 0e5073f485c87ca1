import { getEventListeners } from 'node:events';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { guardAgainstSilence } from './silence-guard.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('silence ends a request, and signs of life keep it', () => {
  using guard = guardAgainstSilence({}, 1000);
  guard.watch();
  for (let second = 0; second < 5; second += 1) {
    vi.advanceTimersByTime(999);
    guard.watch();
  }
  expect(guard.abortSignal.aborted).toBe(false);
  vi.advanceTimersByTime(1000);
  expect(guard.abortSignal.aborted).toBe(true);
  expect(guard.hasFired()).toBe(true);
});

test('while it is our turn, time does not count', () => {
  using guard = guardAgainstSilence({}, 1000);
  guard.watch();
  guard.rest();
  vi.advanceTimersByTime(100_000);
  expect(guard.hasFired()).toBe(false);
  guard.watch();
  vi.advanceTimersByTime(1000);
  expect(guard.hasFired()).toBe(true);
});

test("the caller's abort ends it too, with its reason, and is not taken for silence", () => {
  const stop = new AbortController();
  using guard = guardAgainstSilence({ abortSignal: stop.signal }, 1000);
  guard.watch();
  stop.abort('enough');
  expect(guard.abortSignal.reason).toBe('enough');
  vi.advanceTimersByTime(1000);
  expect(guard.hasFired()).toBe(false);
});

test('what is aborted already never begins', () => {
  using guard = guardAgainstSilence({ abortSignal: AbortSignal.abort('enough') }, 1000);
  expect(guard.abortSignal.aborted).toBe(true);
});

test('afterwards nothing of it stays, in the signal or as a timer', () => {
  const { signal } = new AbortController();
  {
    using guard = guardAgainstSilence({ abortSignal: signal }, 1000);
    guard.watch();
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  }
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  expect(vi.getTimerCount()).toBe(0);
});
