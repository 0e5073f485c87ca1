import { expect, test } from 'vitest';

import { inParallel } from './in-parallel.ts';

const tick = (): Promise<void> => new Promise(setImmediate);

test('results come in the order of the items, whichever ends first', async () => {
  const work = async (item: number): Promise<number> => {
    for (let wait = 5 - item; wait > 0; wait -= 1) await tick();
    return item * 10;
  };
  expect(await inParallel({ items: [1, 2, 3, 4, 5], parallel: 3, work })).toEqual([
    10, 20, 30, 40, 50,
  ]);
});

test('no more are worked on at once than was said', async () => {
  let running = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await tick();
    running -= 1;
  };
  await inParallel({ items: Array.from({ length: 10 }), parallel: 3, work });
  expect(most).toBe(3);
});

test('after a failure nothing more is begun, and what was begun is waited for', async () => {
  const begun: number[] = [];
  let ended = 0;
  const work = async (item: number): Promise<void> => {
    begun.push(item);
    if (item === 1) throw new Error('refused');
    await tick();
    await tick();
    ended += 1;
  };
  const all = inParallel({ items: [1, 2, 3, 4, 5], parallel: 2, work });
  await expect(all).rejects.toThrow('refused');
  expect(begun).toEqual([1, 2]);
  expect(ended).toBe(1);
});

test('nothing to do is done', async () => {
  expect(await inParallel({ items: [], parallel: 4, work: tick })).toEqual([]);
});
