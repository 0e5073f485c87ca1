import { expect, test } from 'vitest';

import { cutIntoParts } from './cut-into-parts.ts';

async function* chunksOf(sizes: readonly number[]): AsyncIterable<Uint8Array> {
  let at = 0;
  for (const size of sizes) {
    yield Uint8Array.from({ length: size }, (_, index) => at + index);
    at += size;
  }
}

async function cut(sizes: readonly number[], partBytes = 4): Promise<readonly number[][]> {
  const parts: number[][] = [];
  const take = async (): Promise<Uint8Array> => new Uint8Array(partBytes);
  for await (const { bytes } of cutIntoParts(chunksOf(sizes), take)) parts.push([...bytes]);
  return parts;
}

const upTo = (end: number, start = 0): readonly number[] =>
  Array.from({ length: end - start }, (_, index) => start + index);

test.each([
  [[1, 1, 1, 1, 1, 1, 1, 1, 1]],
  [[9]],
  [[3, 3, 3]],
  [[4, 4, 1]],
  [[0, 8, 0, 1]],
  [[5, 0, 4]],
])('chunks of %j make the same parts', async (sizes) => {
  expect(await cut(sizes)).toEqual([upTo(4), upTo(8, 4), upTo(9, 8)]);
});

test('what fills its parts exactly leaves no empty one', async () => {
  expect(await cut([8])).toEqual([upTo(4), upTo(8, 4)]);
});

test('nothing makes no part', async () => {
  expect(await cut([])).toEqual([]);
  expect(await cut([0])).toEqual([]);
});

test('a buffer is taken only for bytes that are there', async () => {
  let taken = 0;
  const take = async (): Promise<Uint8Array> => {
    taken += 1;
    return new Uint8Array(4);
  };
  for await (const _ of cutIntoParts(chunksOf([4]), take)) expect(taken).toBe(1);
  expect(taken).toBe(1);
});

test('the bytes of a part lie in the buffer that was taken for it', async () => {
  const buffers = [new Uint8Array(4), new Uint8Array(4)];
  const pool = [...buffers];
  const take = async (): Promise<Uint8Array> => pool.shift() ?? new Uint8Array();
  const parts = await Array.fromAsync(cutIntoParts(chunksOf([6]), take));
  expect(parts.map(({ buffer }) => buffer)).toEqual(buffers);
  expect(parts[1]?.bytes.buffer).toBe(buffers[1]?.buffer);
});
