import { createCipheriv } from 'node:crypto';

import type { RangeSource } from '@torchrelay/core/target';

const blockBytes = 2 ** 20;
const stampEvery = 4096;

/**
 * Bytes that nothing compresses, made as they are read: random ones, with the place in the source stamped into every
 * four kibibytes. In every process the same for the same seed.
 *
 * @param options `reuse` gives the same chunk again and again, to whoever keeps none: no garbage is made
 */
export function generatedSource(
  size: number,
  seed = 0,
  { reuse = false }: { readonly reuse?: boolean } = {},
): RangeSource {
  return {
    size,
    async *read(offset, length, { abortSignal } = {}) {
      const block = randomBlock(seed);
      const end = offset + length;
      for (let at = offset; at < end;) {
        abortSignal?.throwIfAborted();
        const start = at - (at % blockBytes);
        stamp(block, start);
        const chunk = block.subarray(at - start, Math.min(blockBytes, end - start));
        at += chunk.length;
        yield reuse ? chunk : Buffer.from(chunk);
      }
    },
  };
}

function randomBlock(seed: number): Buffer {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed + 1), Buffer.alloc(16));
  return cipher.update(Buffer.alloc(blockBytes));
}

function stamp(block: Buffer, start: number): void {
  for (let at = 0; at < blockBytes; at += stampEvery) block.writeDoubleLE(start + at, at);
}
