import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';

import { askAll, intoRequests } from './requests.ts';

const numbers = (length: number): number[] => Array.from({ length }, (_, index) => index);

describe('intoRequests', () => {
  test('makes single requests first, then batches, then what is left', () => {
    expect(intoRequests(numbers(9), { single: 2, batchSize: 3 })).toEqual([
      [0],
      [1],
      [2, 3, 4],
      [5, 6, 7],
      [8],
    ]);
  });

  test.each([
    ['no single ones', { single: 0, batchSize: 4 }],
    ['nothing but single ones', { single: 10, batchSize: 4 }],
    ['more single ones than there are', { single: 12, batchSize: 4 }],
    ['one batch', { single: 3, batchSize: 100 }],
  ])('sends each item once and in order: %s', (_, options) => {
    expect(intoRequests(numbers(10), options).flat()).toEqual(numbers(10));
  });
});

describe('askAll', () => {
  test('gives the answers in the order of the requests, whichever comes first', async () => {
    const answers = await askAll([30, 1, 20, 2], {
      atOnce: 4,
      ask: async (turns) => {
        for (let turn = 0; turn < turns; turn += 1) await setImmediate();
        return `after ${turns}`;
      },
    });
    expect(answers).toEqual(['after 30', 'after 1', 'after 20', 'after 2']);
  });

  test('keeps as many under way as asked, and no more', async () => {
    let underWay = 0;
    const seen: number[] = [];
    await askAll(numbers(10), {
      atOnce: 3,
      ask: async () => {
        seen.push(++underWay);
        await setImmediate();
        underWay -= 1;
      },
    });
    expect(Math.max(...seen)).toBe(3);
    expect(seen).toHaveLength(10);
  });

  test('fails with the first failure', async () => {
    const asking = askAll(numbers(5), {
      atOnce: 2,
      ask: async (number) => {
        if (number === 1) throw new Error('no answer to 1');
      },
    });
    await expect(asking).rejects.toThrow('no answer to 1');
  });

  test('has nothing to do for no requests', async () => {
    expect(await askAll([], { atOnce: 3, ask: async () => 1 })).toEqual([]);
  });
});
