import { existsSync, readFileSync } from 'node:fs';

import { bytesSource } from '@torchrelay/core';
import { expect, test } from 'vitest';

import { localFile } from './local-file.ts';

test('what is far away becomes a file, which goes with the block that asked for it', async () => {
  let path: string;
  {
    await using file = await localFile(bytesSource(Buffer.from('bytes')), {});
    ({ path } = file);
    expect(readFileSync(path, 'utf8')).toBe('bytes');
  }
  expect(existsSync(path)).toBe(false);
});

test('a file of this machine is itself, and stays', async () => {
  const source = { ...bytesSource(Buffer.from('other')), path: import.meta.filename };
  {
    await using file = await localFile(source, {});
    expect(file.path).toBe(import.meta.filename);
  }
  expect(existsSync(import.meta.filename)).toBe(true);
});

test('what cannot be read leaves nothing behind', async () => {
  const source = {
    size: 1,
    // eslint-disable-next-line require-yield -- It fails before its first chunk.
    async *read(): AsyncIterable<Uint8Array> {
      throw new Error('gone');
    },
  };
  await expect(localFile(source, {})).rejects.toThrow('gone');
});
