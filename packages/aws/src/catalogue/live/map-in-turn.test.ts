import { expect, test } from 'vitest';
import { mapInTurn } from './map-in-turn.ts';

test('results come in the order of the items, with no more calls under way than allowed', async () => {
  let running = 0;
  let most = 0;
  const results = await mapInTurn([5, 1, 4, 2, 3], 2, async (item) => {
    running += 1;
    most = Math.max(most, running);
    for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
    running -= 1;
    return item * 10;
  });
  expect(results).toEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
});

test('the first failure stops it', async () => {
  const seen: number[] = [];
  const work = mapInTurn([1, 2, 3], 1, async (item) => {
    seen.push(item);
    if (item === 2) throw new Error('no more');
  });
  await expect(work).rejects.toThrow('no more');
  expect(seen).toEqual([1, 2]);
});
