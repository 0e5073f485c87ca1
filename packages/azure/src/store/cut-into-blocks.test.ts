import { expect, test } from 'vitest';

import { cutIntoBlocks } from './cut-into-blocks.ts';

async function* chunksOf(...texts: readonly string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function cut(...texts: readonly string[]): Promise<readonly string[]> {
  const pool = { take: async () => Buffer.alloc(4) };
  const blocks = await Array.fromAsync(cutIntoBlocks(chunksOf(...texts), pool));
  return blocks.map(String);
}

test.each([
  [['abcd'], ['abcd']],
  [
    ['ab', 'cd', 'ef'],
    ['abcd', 'ef'],
  ],
  [['abcdefghij'], ['abcd', 'efgh', 'ij']],
  [
    ['a', '', 'bcde'],
    ['abcd', 'e'],
  ],
  [[], []],
  [[''], []],
])('%j becomes %j', async (chunks, blocks) => {
  expect(await cut(...chunks)).toEqual(blocks);
});

test('a buffer is taken when there is something to put into it, and not before', async () => {
  let taken = 0;
  const pool = {
    take: async () => {
      taken += 1;
      return Buffer.alloc(4);
    },
  };
  const seen: number[] = [];
  for await (const _ of cutIntoBlocks(chunksOf('abcd', 'efgh', 'i'), pool)) seen.push(taken);
  expect(seen).toEqual([1, 2, 3]);
});
