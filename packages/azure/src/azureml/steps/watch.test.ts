import { expect, test } from 'vitest';

import { begunWatch, watchOf } from './watch.ts';

test('a wait is remembered by its end, and only what was begun is', () => {
  const watch = begunWatch({ inputs: { watch: { waitInMs: 60_000, deployment: 'd-1' } } });
  expect(watch.until - watch.since).toBe(60_000);
  expect(watchOf({ inputs: {}, continuation: watch })).toEqual(watch);
  expect(watchOf({ inputs: {}, continuation: { polls: 1 } })).toBeUndefined();
  expect(watchOf({ inputs: {} })).toBeUndefined();
});

test('without anything to wait for it is over at once', () => {
  const { since, until } = begunWatch({ inputs: {} });
  expect(until).toBe(since);
});
