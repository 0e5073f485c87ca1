import { getEventListeners } from 'node:events';
import { expect, test, vi } from 'vitest';
import { listenForAbort, stopListening } from './abort-listeners.ts';

test('whoever still listens is told once, and the signal knows of one listener only', () => {
  const gone = new AbortController();
  const [stays, leaves, other] = [vi.fn<() => void>(), vi.fn<() => void>(), vi.fn<() => void>()];
  for (const listener of [stays, leaves, other]) listenForAbort(gone.signal, listener);
  stopListening(gone.signal, leaves);
  expect(getEventListeners(gone.signal, 'abort')).toHaveLength(1);
  gone.abort();
  gone.abort();
  expect([stays, leaves, other].map((listener) => listener.mock.calls.length)).toEqual([1, 0, 1]);
});

test('signals are told apart', () => {
  const [one, another] = [new AbortController(), new AbortController()];
  const listener = vi.fn<() => void>();
  listenForAbort(one.signal, listener);
  stopListening(another.signal, listener);
  another.abort();
  expect(listener).not.toHaveBeenCalled();
  one.abort();
  expect(listener).toHaveBeenCalledOnce();
});
