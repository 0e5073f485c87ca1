import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { RangeSource } from '@torchrelay/core/target';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { readBlocks } from './read-blocks.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'read-blocks-'));
  path = join(folder, 'model.pt');
  writeFileSync(path, 'abcdefghij');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** What the source gives by itself is told apart from what the file holds. */
const source = (known: Partial<RangeSource> = {}): RangeSource => ({
  size: 10,
  async *read() {
    yield Buffer.from('ABCDEFGHIJ');
  },
  ...known,
});

async function blocksOf(from: RangeSource, abortSignal?: AbortSignal): Promise<readonly string[]> {
  const pool = { take: async () => Buffer.alloc(4) };
  return (await Array.fromAsync(readBlocks(from, pool, { abortSignal }))).map(String);
}

test('a file with a known digest is read itself', async () => {
  expect(await blocksOf(source({ path, sha256: 'x' }))).toEqual(['abcd', 'efgh', 'ij']);
});

test('all others are asked for their bytes', async () => {
  const asked = ['ABCD', 'EFGH', 'IJ'];
  expect(await blocksOf(source())).toEqual(asked);
  expect(await blocksOf(source({ path }))).toEqual(asked);
  expect(await blocksOf(source({ sha256: 'x' }))).toEqual(asked);
});

test('of a file that has grown the announced bytes are read, of one that has shrunk what is left', async () => {
  appendFileSync(path, 'klm');
  expect(await blocksOf(source({ path, sha256: 'x' }))).toEqual(['abcd', 'efgh', 'ij']);
  truncateSync(path, 6);
  expect(await blocksOf(source({ path, sha256: 'x' }))).toEqual(['abcd', 'ef']);
  truncateSync(path, 8);
  expect(await blocksOf(source({ path, sha256: 'x' }))).toHaveLength(2);
});

test('a file that cannot be opened is left to the source and its error', async () => {
  const gone = source({
    path: join(folder, 'gone'),
    sha256: 'x',
    // eslint-disable-next-line require-yield
    async *read() {
      throw new Error('there is no file');
    },
  });
  await expect(blocksOf(gone)).rejects.toThrow('there is no file');
});

test('reading ends with the signal', async () => {
  const aborted = blocksOf(source({ path, sha256: 'x' }), AbortSignal.abort(new Error('enough')));
  await expect(aborted).rejects.toThrow('enough');
});
