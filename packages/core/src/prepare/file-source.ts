import { open, stat, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';

import { abortedError, TorchrelayError } from '../errors/torchrelay-error.ts';
import type { Call } from '../target/call.ts';
import type { RangeSource } from '../target/object-store.ts';
import { identityOf, sameFile, type FileIdentity } from './file-identity.ts';

/** A file of this machine that is read in ranges. */
export interface FileRangeSource extends RangeSource {
  /** Absolute. */
  readonly path: string;
  /** What it was when the source was made; every read is held against it. */
  readonly identity: FileIdentity;
}

const chunkBytes = 1024 * 1024;

/**
 * A source over a file, never more than a chunk of which is in memory. Reading fails once the file is not
 * what it was when the source was made: a digest and the bytes sent later must be of the same content.
 *
 * @throws TorchrelayError `MODEL_FILE_NOT_FOUND`, `MODEL_FILE_UNREADABLE`; from `read` also `MODEL_FILE_CHANGED`
 */
export async function fileSource(path: string): Promise<FileRangeSource> {
  const absolute = resolve(path);
  const identity = await identify(absolute);
  return { path: absolute, size: identity.size, identity, read, check };

  async function check(): Promise<void> {
    if (!sameFile(await identify(absolute), identity)) throw changed(absolute);
  }

  async function* read(offset: number, length: number, call: Call = {}): AsyncIterable<Uint8Array> {
    const handle = await openFile(absolute);
    try {
      yield* readUnchanged({ path: absolute, handle, identity, offset, length, call });
    } finally {
      await handle.close();
    }
  }
}

async function* readUnchanged({
  path,
  handle,
  identity,
  offset,
  length,
  call: { abortSignal },
}: {
  readonly path: string;
  readonly handle: FileHandle;
  readonly identity: FileIdentity;
  readonly offset: number;
  readonly length: number;
  readonly call: Call;
}): AsyncIterable<Uint8Array> {
  await checkUnchanged(path, handle, identity);
  const readAt = (position: number): ReturnType<typeof readChunk> => {
    const chunk = readChunk(handle, offset + position, Math.min(chunkBytes, length - position));
    // It may fail while nobody waits for it yet; whoever waits next is told.
    chunk.catch(() => {});
    return chunk;
  };
  let done = 0;
  let next = length > 0 ? readAt(0) : undefined;
  try {
    while (next !== undefined) {
      if (abortSignal?.aborted === true) throw abortedError(abortSignal.reason);
      const { bytesRead, buffer } = await next;
      if (bytesRead === 0) throw changed(path);
      done += bytesRead;
      // The disk works while whoever takes the chunk does.
      next = done < length ? readAt(done) : undefined;
      // Before the bytes go on, so that no reader ever holds all of a changed file and believes it.
      if (next === undefined) await checkUnchanged(path, handle, identity);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    // The file is closed after this, also where nobody wants the rest.
    await Promise.allSettled([next]);
  }
}

function readChunk(
  handle: FileHandle,
  position: number,
  length: number,
): Promise<{ readonly bytesRead: number; readonly buffer: Buffer }> {
  return handle.read(Buffer.allocUnsafe(length), 0, length, position);
}

async function checkUnchanged(
  path: string,
  handle: FileHandle,
  identity: FileIdentity,
): Promise<void> {
  const now = identityOf(await handle.stat({ bigint: true }));
  if (!sameFile(now, identity)) throw changed(path);
}

async function identify(path: string): Promise<FileIdentity> {
  try {
    const found = await stat(path, { bigint: true });
    if (found.isFile()) return identityOf(found);
  } catch (error) {
    throw fileError(path, error);
  }
  throw new TorchrelayError({
    code: 'MODEL_FILE_UNREADABLE',
    message: `${path} is no regular file.`,
    hint: 'Pass the TorchScript file itself, usually named model.pt.',
    data: { file: path },
  });
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw fileError(path, error);
  }
}

function fileError(path: string, error: unknown): TorchrelayError {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isMissing = reason === 'ENOENT' || reason === 'ENOTDIR';
  return new TorchrelayError({
    code: isMissing ? 'MODEL_FILE_NOT_FOUND' : 'MODEL_FILE_UNREADABLE',
    message: isMissing ? `There is no file ${path}.` : `${path} cannot be read (${reason}).`,
    hint: isMissing
      ? 'Check the path; it is taken relative to the current folder.'
      : 'Check that you are allowed to read it.',
    cause: error,
    data: { file: path },
  });
}

function changed(path: string): TorchrelayError {
  return new TorchrelayError({
    code: 'MODEL_FILE_CHANGED',
    message: `${path} changed while it was being read.`,
    hint: 'Wait until whoever writes it is done, then run the command again.',
    data: { file: path },
  });
}
