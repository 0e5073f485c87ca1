/** One part of a source, in a buffer that belongs to whoever takes the part. */
export interface FilledPart {
  readonly buffer: Uint8Array;
  /** The part itself: less than the buffer at a source's end. */
  readonly bytes: Uint8Array;
}

/** Gathers chunks of any sizes into parts of one size; the last one may be shorter. */
export async function* cutIntoParts(
  chunks: AsyncIterable<Uint8Array>,
  takeBuffer: () => Promise<Uint8Array>,
): AsyncIterable<FilledPart> {
  let buffer: Uint8Array | undefined;
  let filled = 0;
  for await (const chunk of chunks) {
    for (let rest = chunk; rest.length > 0;) {
      buffer ??= await takeBuffer();
      const fitting = rest.subarray(0, buffer.length - filled);
      buffer.set(fitting, filled);
      filled += fitting.length;
      rest = rest.subarray(fitting.length);
      if (filled < buffer.length) continue;
      yield { buffer, bytes: buffer };
      buffer = undefined;
      filled = 0;
    }
  }
  if (buffer !== undefined) yield { buffer, bytes: buffer.subarray(0, filled) };
}
