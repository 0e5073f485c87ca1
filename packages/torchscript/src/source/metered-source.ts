import { truncated } from '../refusals.ts';
import type { ByteSource } from './byte-source.ts';

/** A source that knows how much was read from it, and passes one abort signal to every read. */
export interface MeteredSource extends ByteSource {
  readonly bytesRead: () => number;
  /** Like `read`, for ranges that the file itself declares: rejects with `MODEL_FILE_TRUNCATED` beyond its end. */
  readDeclared(offset: number, length: number, what: string): Promise<Uint8Array>;
}

export function meter(source: ByteSource, abortSignal?: AbortSignal): MeteredSource {
  let bytesRead = 0;
  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    abortSignal?.throwIfAborted();
    const bytes = await source.read(offset, length, { abortSignal });
    bytesRead += bytes.byteLength;
    if (bytes.byteLength !== length) throw tooShort(source.name, { offset, length, bytes });
    return bytes;
  };
  return {
    name: source.name,
    size: source.size,
    bytesRead: () => bytesRead,
    read,
    readDeclared: async (offset, length, what) => {
      if (offset + length > source.size)
        throw beyondEnd({ what, offset, length, size: source.size });
      return read(offset, length);
    },
  };
}

function beyondEnd({
  what,
  offset,
  length,
  size,
}: {
  what: string;
  offset: number;
  length: number;
  size: number;
}): Error {
  return truncated(
    `${what} should end at byte ${offset + length}, but the file ends at byte ${size}.`,
    { place: what },
  );
}

function tooShort(
  name: string,
  { offset, length, bytes }: { offset: number; length: number; bytes: Uint8Array },
): Error {
  return truncated(
    `The source ${name} returned ${bytes.byteLength} bytes instead of ${length} at byte ${offset}.`,
    { place: `byte ${offset}` },
  );
}
