import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Call, RangeSource } from '@torchrelay/core/target';
import { afterAll, describe, expect, test } from 'vitest';

import { filledParts } from './filled-parts.ts';

const folder = mkdtempSync(join(tmpdir(), 'torchrelay-parts-'));
const partBytes = 4;

afterAll(() => rmSync(folder, { recursive: true }));

const upTo = (end: number, start = 0): readonly number[] =>
  Array.from({ length: end - start }, (_, index) => start + index);

function chunked(sizes: readonly number[]): RangeSource {
  return {
    size: sizes.reduce((sum, size) => sum + size, 0),
    async *read() {
      let at = 0;
      for (const size of sizes) {
        yield Uint8Array.from(upTo(at + size, at));
        at += size;
      }
    },
  };
}

function inFile(size: number): RangeSource {
  const path = join(folder, `${size}.bin`);
  writeFileSync(path, Uint8Array.from(upTo(size)));
  const read = (): never => {
    throw new Error('a file is read by its path');
  };
  return { size, path, read };
}

async function cut(source: RangeSource, call: Call = {}): Promise<readonly number[][]> {
  const parts: number[][] = [];
  const take = async (): Promise<Uint8Array> => new Uint8Array(partBytes);
  for await (const { bytes } of filledParts(source, call, take)) parts.push([...bytes]);
  return parts;
}

describe('parts of one size, the last one shorter, are made', () => {
  test.each([
    [[1, 1, 1, 1, 1, 1, 1, 1, 1]],
    [[9]],
    [[3, 3, 3]],
    [[4, 4, 1]],
    [[0, 8, 0, 1]],
    [[5, 0, 4]],
  ])('of chunks of %j', async (sizes) => {
    expect(await cut(chunked(sizes))).toEqual([upTo(4), upTo(8, 4), upTo(9, 8)]);
  });

  test('of a file', async () => {
    expect(await cut(inFile(9))).toEqual([upTo(4), upTo(8, 4), upTo(9, 8)]);
  });
});

test('what fills its parts exactly leaves no empty one', async () => {
  for (const source of [chunked([8]), inFile(8)]) {
    expect(await cut(source)).toEqual([upTo(4), upTo(8, 4)]);
  }
});

test('nothing makes no part', async () => {
  for (const source of [chunked([]), chunked([0]), inFile(0)])
    expect(await cut(source)).toEqual([]);
});

test('the bytes of a part lie in the buffer that was taken for it', async () => {
  const buffers = [new Uint8Array(4), new Uint8Array(4)];
  const pool = [...buffers];
  const take = async (): Promise<Uint8Array> => pool.shift() ?? new Uint8Array(4);
  const parts = await Array.fromAsync(filledParts(chunked([6]), {}, take));
  expect(parts.map(({ buffer }) => buffer)).toEqual(buffers);
  expect(parts[1]?.bytes.buffer).toBe(buffers[1]?.buffer);
});

test('a file is not read on after an abort', async () => {
  const call = { abortSignal: AbortSignal.abort() };
  await expect(cut(inFile(9), call)).rejects.toMatchObject({ code: 'ABORTED' });
});

test('a source is told that nobody wants the rest of it', async () => {
  let isClosed = false;
  const source: RangeSource = {
    size: 100,
    async *read() {
      try {
        for (;;) yield new Uint8Array(10);
      } finally {
        isClosed = true;
      }
    },
  };
  const take = async (): Promise<Uint8Array> => new Uint8Array(partBytes);
  for await (const _ of filledParts(source, {}, take)) break;
  expect(isClosed).toBe(true);
});
