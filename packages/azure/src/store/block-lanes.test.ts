import { setImmediate as nextTurn } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { createBlockLanes } from './block-lanes.ts';

const lanes = (count: number, onFailure = () => {}) =>
  createBlockLanes({ count, blockBytes: 4, onFailure });

test('there are as many buffers as lanes, and the next one is that which is free first', async () => {
  const two = lanes(2);
  const [first, second] = [await two.take(), await two.take()];
  const gate = Promise.withResolvers<void>();
  two.run(first, () => gate.promise);
  two.run(second, () => new Promise(() => {}));
  let third: Buffer | undefined;
  void two.take().then((buffer) => (third = buffer));
  await nextTurn();
  expect(third).toBeUndefined();
  gate.resolve();
  await nextTurn();
  expect(third?.buffer).toBe(first.buffer);
});

test('a buffer of which only a part was used comes back whole', async () => {
  const one = lanes(1);
  const buffer = await one.take();
  one.run(buffer.subarray(0, 1), async () => {});
  expect(await one.take()).toHaveLength(4);
});

test('the first failure is told at once, and thrown to whoever waits', async () => {
  let told = 0;
  const two = lanes(2, () => (told += 1));
  two.run(await two.take(), () => Promise.reject(new Error('first')));
  two.run(await two.take(), () => Promise.reject(new Error('second')));
  await nextTurn();
  expect(told).toBe(2);
  await expect(two.take()).rejects.toThrow('first');
  await expect(two.settled()).rejects.toThrow('first');
});

test('settling waits for what is under way', async () => {
  const one = lanes(1);
  let ended = false;
  one.run(await one.take(), async () => {
    await nextTurn();
    ended = true;
  });
  await one.settled();
  expect(ended).toBe(true);
});
