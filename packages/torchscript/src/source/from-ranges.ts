import type { ByteSource } from './byte-source.ts';
import { createRangeCache } from './range-cache.ts';
import { mergeRanges, type Range } from './merge-ranges.ts';

/** Something far away that gives byte ranges as streams: an object of an object store. */
export interface ByteRanges {
  /** In bytes. */
  readonly size: number;
  /** Bytes `offset` to `offset + length`, in chunks of any size. Must always be of the same version. */
  read(offset: number, length: number, call?: ReadCall): AsyncIterable<Uint8Array>;
}

interface ReadCall {
  readonly abortSignal?: AbortSignal | undefined;
}

/** In bytes. What is measured in requests elsewhere costs about a request's time on a usual line. */
export interface RangeSettings {
  /** How far apart two ranges may be, wanted at the same time, to be fetched as one. @default 128 KiB */
  readonly gapBytes?: number;
  /** How much is fetched where only a little is wanted. @default 256 KiB */
  readonly aheadBytes?: number;
  /** How much is kept. @default 32 MiB */
  readonly cacheBytes?: number;
}

interface WantedRange extends Range {
  readonly call: ReadCall;
  readonly done: (bytes: Uint8Array) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * A remote file as a {@link ByteSource} that makes few requests: what is wanted at the same time is fetched
 * together, what probably is wanted next comes along, and nothing is fetched twice.
 *
 * @param name for messages: its address
 */
export function fromRanges(
  name: string,
  ranges: ByteRanges,
  {
    gapBytes = 128 * 1024,
    aheadBytes = 256 * 1024,
    cacheBytes = 32 * 1024 ** 2,
  }: RangeSettings = {},
): ByteSource {
  const cache = createRangeCache(cacheBytes);
  let wanted: WantedRange[] = [];

  return { name, size: ranges.size, read };

  function read(offset: number, length: number, call: ReadCall = {}): Promise<Uint8Array> {
    const known = cache.find({ offset, length });
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((done, failed) => {
      // All that is asked for until this turn ends is fetched together.
      if (wanted.length === 0) setImmediate(fetchWanted);
      wanted.push({ offset, length, call, done, failed });
    });
  }

  function fetchWanted(): void {
    const group = wanted;
    wanted = [];
    const merged = mergeRanges(group, gapBytes);
    const ahead = merged.length === 1 ? aheadBytes : 0;
    for (const { range, members } of merged) void fetchFor(extended(range, ahead), members);
  }

  async function fetchFor(range: Range, members: readonly WantedRange[]): Promise<void> {
    try {
      const bytes = await readWhole(ranges, range, members[0]?.call);
      cache.keep(range.offset, bytes);
      for (const { offset, length, done } of members) {
        const start = offset - range.offset;
        done(bytes.subarray(start, start + length));
      }
    } catch (error) {
      for (const { failed } of members) failed(error);
    }
  }

  /** The end of a file is read backwards, everything else forwards. */
  function extended({ offset, length }: Range, ahead: number): Range {
    const end = Math.min(ranges.size, offset + Math.max(length, ahead));
    const start = Math.max(0, Math.min(offset, end - ahead));
    return { offset: start, length: end - start };
  }
}

async function readWhole(
  ranges: ByteRanges,
  { offset, length }: Range,
  call: ReadCall = {},
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  for await (const chunk of ranges.read(offset, length, call)) {
    bytes.set(chunk.subarray(0, length - filled), filled);
    filled += chunk.length;
  }
  return bytes.subarray(0, filled);
}
