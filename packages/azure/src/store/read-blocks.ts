import { type FileHandle, open } from 'node:fs/promises';

import type { Call, RangeSource } from '@torchrelay/core/target';

import { type BufferPool, cutIntoBlocks } from './cut-into-blocks.ts';

/**
 * A source in blocks, each in a buffer of the pool. A file is read straight into them: what is allocated for each
 * read is collected so late that it would be most of the memory of an upload. Only one whose digest is known, so
 * that a change meanwhile does not go unnoticed.
 */
export async function* readBlocks(
  source: RangeSource,
  pool: BufferPool,
  call: Call,
): AsyncIterable<Buffer> {
  const { path, size, sha256 } = source;
  // What cannot be opened is left to the source, which has the better error.
  const opened =
    path === undefined || sha256 === undefined
      ? undefined
      : await open(path).catch(() => undefined);
  if (opened === undefined) {
    yield* cutIntoBlocks(source.read(0, size, call), pool);
    return;
  }
  await using file = opened;
  for (let position = 0; position < size;) {
    call.abortSignal?.throwIfAborted();
    const buffer = await pool.take();
    const wanted = buffer.subarray(0, size - position);
    const filled = await fill(file, wanted, position);
    if (filled > 0) yield wanted.subarray(0, filled);
    if (filled < wanted.length) return;
    position += filled;
  }
}

/** A read may give less than there is. */
async function fill(file: FileHandle, buffer: Buffer, position: number): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(
      buffer,
      filled,
      buffer.length - filled,
      position + filled,
    );
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
