import { open } from 'node:fs/promises';

import { toTorchrelayError } from '@torchrelay/core/target-utils';
import type { Call, RangeSource } from '@torchrelay/core/target';

/** Puts what comes next into a buffer, and says how much that was: less than fits only at the source's end. */
export type Fill = (buffer: Uint8Array) => Promise<number>;

/** One part of a source, in a buffer that belongs to whoever takes the part. */
export interface FilledPart {
  readonly buffer: Uint8Array;
  /** The part itself: less than the buffer at a source's end. */
  readonly bytes: Uint8Array;
}

/**
 * Reads a source from its beginning to its end into one buffer after another. A file is read into them directly:
 * chunks of its own would be garbage, hundreds of megabytes of it.
 */
export async function* filledParts(
  source: RangeSource,
  call: Call,
  takeBuffer: () => Promise<Uint8Array>,
): AsyncIterable<FilledPart> {
  if (source.path === undefined) {
    const chunks = source.read(0, source.size, call)[Symbol.asyncIterator]();
    try {
      yield* parts(fillFromChunks(chunks), takeBuffer);
    } finally {
      await chunks.return?.();
    }
  } else {
    await using file = await open(source.path, 'r');
    yield* parts(fillFromFile(file, call), takeBuffer);
  }
}

async function* parts(
  fill: Fill,
  takeBuffer: () => Promise<Uint8Array>,
): AsyncIterable<FilledPart> {
  for (;;) {
    const buffer = await takeBuffer();
    const filled = await fill(buffer);
    if (filled > 0) yield { buffer, bytes: buffer.subarray(0, filled) };
    if (filled < buffer.length) return;
  }
}

/** From chunks of any sizes. */
function fillFromChunks(chunks: AsyncIterator<Uint8Array>): Fill {
  let rest: Uint8Array = new Uint8Array();
  return async (buffer) => {
    let filled = 0;
    while (filled < buffer.length) {
      if (rest.length === 0) {
        const next = await chunks.next();
        if (next.done === true) break;
        rest = next.value;
      }
      const fitting = rest.subarray(0, buffer.length - filled);
      buffer.set(fitting, filled);
      filled += fitting.length;
      rest = rest.subarray(fitting.length);
    }
    return filled;
  };
}

interface ReadableFile {
  read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
}

function fillFromFile(file: ReadableFile, { abortSignal }: Call): Fill {
  let position = 0;
  return async (buffer) => {
    let filled = 0;
    while (filled < buffer.length) {
      if (abortSignal?.aborted === true) throw toTorchrelayError(abortSignal.reason, abortSignal);
      const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, position);
      if (bytesRead === 0) break;
      filled += bytesRead;
      position += bytesRead;
    }
    return filled;
  };
}
