import { createCipheriv } from 'node:crypto';

import type { RangeSource } from '@torchrelay/core/target';

const blockBytes = 2 ** 20;
const zeros = Buffer.alloc(blockBytes);

/**
 * Bytes that nothing compresses, made as they are read: the key stream of a cipher, which starts anywhere. In every
 * process the same for the same seed.
 */
export function generatedSource(size: number, seed = 0): RangeSource {
  return {
    size,
    async *read(offset, length, { abortSignal } = {}) {
      const end = offset + length;
      for (let at = offset; at < end;) {
        abortSignal?.throwIfAborted();
        const start = at - (at % blockBytes);
        const chunk = blockAt(start, seed).subarray(at - start, Math.min(blockBytes, end - start));
        at += chunk.length;
        yield chunk;
      }
    },
  };
}

function blockAt(start: number, seed: number): Buffer {
  const key = Buffer.alloc(16, seed + 1);
  const counter = Buffer.alloc(16);
  counter.writeDoubleBE(start);
  return createCipheriv('aes-128-ctr', key, counter).update(zeros);
}
