import { createCipheriv, createHash } from 'node:crypto';

import type { RangeSource } from '@torchrelay/core/target';

/** Bytes that look random, and are the same for the same size and seed in every process. */
export function seededBytes(size: number, seed = 'seed'): Buffer {
  const key = createHash('sha256').update(seed).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(size));
}

/** In chunks as a file gives them, with their SHA-256. */
export function chunkedSource(bytes: Uint8Array, chunkBytes = 65_536): RangeSource {
  return {
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    async *read(offset, length, { abortSignal } = {}) {
      for (let at = offset; at < offset + length; at += chunkBytes) {
        abortSignal?.throwIfAborted();
        yield bytes.subarray(at, Math.min(at + chunkBytes, offset + length));
      }
    },
  };
}

export function seededSource(size: number, seed?: string): RangeSource {
  return chunkedSource(seededBytes(size, seed));
}
