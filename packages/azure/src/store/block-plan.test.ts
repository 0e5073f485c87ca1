import { describe, expect, test } from 'vitest';

import { planBlocks } from './block-plan.ts';

const [mebibyte, gibibyte, tebibyte] = [2 ** 20, 2 ** 30, 2 ** 40];

describe('blocks', () => {
  test.each([
    ['a small model', 100 * mebibyte, 8 * mebibyte, 3],
    ['a large model', 13 * gibibyte, 8 * mebibyte, 3],
    ['as much as fits into 50 000 of them', 50_000 * 8 * mebibyte, 8 * mebibyte, 3],
    ['one byte more', 50_000 * 8 * mebibyte + 1, 9 * mebibyte, 2],
    ['a terabyte', tebibyte, 21 * mebibyte, 1],
    ['the largest blob there is', 50_000 * 4000 * mebibyte, 4000 * mebibyte, 1],
  ])('of %s are so large and so many at once', (_, size, blockBytes, parallel) => {
    expect(planBlocks(size)).toEqual({ blockBytes, parallel });
  });

  test('are never more than a blob can have, nor larger than a block can be', () => {
    for (let size = 1; size <= 190 * tebibyte; size *= 3) {
      const { blockBytes } = planBlocks(size);
      expect(Math.ceil(size / blockBytes)).toBeLessThanOrEqual(50_000);
      expect(blockBytes).toBeLessThanOrEqual(4000 * mebibyte);
    }
  });

  test('in flight together hold 24 MiB, whatever the size up to 400 GB', () => {
    for (const size of [mebibyte, gibibyte, 400e9]) {
      const { blockBytes, parallel } = planBlocks(size);
      expect(blockBytes * parallel).toBeLessThanOrEqual(24 * mebibyte);
    }
  });

  test('of more than 190 TiB there are none', () => {
    expect(() => planBlocks(191 * tebibyte)).toThrow(
      expect.objectContaining({ code: 'STORE_OBJECT_TOO_LARGE' }),
    );
  });
});
