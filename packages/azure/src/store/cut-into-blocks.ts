/** Gives buffers to fill, and waits where none is free. */
export interface BufferPool {
  take(): Promise<Buffer>;
}

/**
 * Gathers chunks of any sizes into blocks of one size; the last one may be shorter. Each block lies in a buffer
 * of the pool, which belongs to whoever takes the block.
 */
export async function* cutIntoBlocks(
  chunks: AsyncIterable<Uint8Array>,
  pool: BufferPool,
): AsyncIterable<Buffer> {
  let block: Buffer | undefined;
  let filled = 0;
  for await (const chunk of chunks) {
    let rest = chunk;
    while (rest.length > 0) {
      block ??= await pool.take();
      const part = rest.subarray(0, block.length - filled);
      block.set(part, filled);
      filled += part.length;
      rest = rest.subarray(part.length);
      if (filled < block.length) continue;
      yield block;
      block = undefined;
      filled = 0;
    }
  }
  if (block !== undefined && filled > 0) yield block.subarray(0, filled);
}
