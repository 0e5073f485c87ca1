import { describe, expect, test } from 'vitest';

import { testModel } from '../../test-support/test-model.ts';
import { allocated, weightsTerm } from './weights.ts';

const mib = 2 ** 20;

describe('what the allocator takes for weights', () => {
  test.each([
    ['nothing', [], 0],
    ['one number: a block of 2 MiB', [4], 2 * mib],
    ['many small ones: blocks of 2 MiB together', Array.from({ length: 3 }, () => mib), 4 * mib],
    ['one of 5 MiB: a block of 20 MiB', [5 * mib], 20 * mib],
    ['five of 5 MiB: two blocks', Array.from({ length: 5 }, () => 5 * mib), 40 * mib],
    ['one of 10 MiB: itself', [10 * mib], 10 * mib],
    ['one of 11 MiB and a bit: 12 MiB', [11 * mib + 1], 12 * mib],
  ])('%s', (_, requests, bytes) => {
    expect(allocated(requests)).toBe(bytes);
  });

  test('is never less than was asked for, and at most a block of each sort more than rounding', () => {
    for (const size of [1, 511, 513, mib, mib + 1, 9 * mib, 10 * mib, 100 * mib]) {
      expect(allocated([size, size])).toBeGreaterThanOrEqual(2 * size);
      expect(allocated([size, size])).toBeLessThanOrEqual(2 * size + 40 * mib);
    }
  });
});

describe('weights', () => {
  const model = testModel({ parameters: { 'a.weight': [1024, 1024], 'b.weight': [1024, 2048] } });
  const term = (dtype?: string, device: 'cuda' | 'cpu' = 'cpu'): ReturnType<typeof weightsTerm> =>
    weightsTerm({ model, dtype, device });

  test('are as large as in the file', () => {
    expect(term()).toMatchObject({ bytes: 12 * mib, kind: 'computed' });
  });

  test('are rounded up on a GPU, and the file’s size is the least', () => {
    expect(term(undefined, 'cuda')).toMatchObject({ bytes: 20 * mib, lowBytes: 12 * mib });
  });

  test('are half as large in 16 bits', () => {
    expect(term('float16').bytes).toBe(6 * mib);
    expect(term('float16').formula).toContain('float16');
  });

  test('of another type than a floating one stay as they are', () => {
    const quantized = testModel({ parameters: { 'a.weight': [1024, 1024] }, dtype: 'int16' });
    expect(weightsTerm({ model: quantized, dtype: 'float16', device: 'cpu' }).bytes).toBe(2 * mib);
  });

  test('that share a storage count once', () => {
    const [first] = model.tensors;
    if (first === undefined) throw new Error('a tensor was made');
    const tied = { ...model, tensors: [first, { ...first, name: 'c.weight' }] };
    expect(weightsTerm({ model: tied, dtype: undefined, device: 'cpu' }).bytes).toBe(4 * mib);
  });
});
