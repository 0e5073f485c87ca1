import { expect, test, vi } from 'vitest';

import { createPartBuffers, type PartBuffers } from './part-buffers.ts';

const onFailure = vi.fn<() => void>();

const buffersOf = (count: number): PartBuffers =>
  createPartBuffers({ count, partBytes: 4, onFailure });

/** Work that lasts as long as the test wants. */
function work(): {
  readonly run: () => Promise<void>;
  readonly end: () => void;
  readonly fail: (error: Error) => void;
} {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return { run: () => promise, end: resolve, fail: reject };
}

test('as many are given as may be on their way, and each again when its work has ended', async () => {
  const buffers = buffersOf(2);
  const [first, second] = [await buffers.take(), await buffers.take()];
  const [one, two] = [work(), work()];
  buffers.lend(first, one.run);
  buffers.lend(second, two.run);
  let third: Uint8Array | undefined;
  const taking = buffers.take().then((buffer) => (third = buffer));
  await Promise.resolve();
  expect(third).toBeUndefined();
  two.end();
  expect(await taking).toBe(second);
  one.end();
  await buffers.settled();
});

test('a failure is told at once, and thrown to whoever wants the next buffer', async () => {
  onFailure.mockClear();
  const buffers = buffersOf(1);
  const { run, fail } = work();
  buffers.lend(await buffers.take(), run);
  const next = buffers.take();
  fail(new Error('refused'));
  await expect(next).rejects.toThrow('refused');
  expect(onFailure).toHaveBeenCalledTimes(1);
  expect(buffers.failure()).toEqual({ error: new Error('refused') });
});

test('the first failure is the one that counts', async () => {
  const buffers = buffersOf(2);
  const [one, two] = [work(), work()];
  buffers.lend(await buffers.take(), one.run);
  buffers.lend(await buffers.take(), two.run);
  two.fail(new Error('first'));
  await Promise.resolve();
  one.fail(new Error('second, because it was stopped'));
  await buffers.settled();
  expect(buffers.failure()).toEqual({ error: new Error('first') });
});

test('settled waits for all work, failed or not', async () => {
  const buffers = buffersOf(2);
  const [one, two] = [work(), work()];
  buffers.lend(await buffers.take(), one.run);
  buffers.lend(await buffers.take(), two.run);
  let isSettled = false;
  const settling = buffers.settled().then(() => (isSettled = true));
  one.fail(new Error('refused'));
  await new Promise(setImmediate);
  expect(isSettled).toBe(false);
  two.end();
  await settling;
});

test('nothing has failed before something does', async () => {
  const buffers = buffersOf(1);
  await buffers.settled();
  expect(buffers.failure()).toBeUndefined();
});
