import { TorchrelayError } from '@torchrelay/core';

/** How an upload is cut. */
export interface BlockPlan {
  /** In bytes; the last block may have less. */
  readonly blockBytes: number;
  /** How many blocks are on their way at once. */
  readonly parallel: number;
}

const mebibyte = 2 ** 20;

/** What Blob storage takes. Source: REST reference, Put Block and Put Block List. */
const mostBlocks = 50_000;
const largestBlockBytes = 4000 * mebibyte;

/** A block is held in memory until it has arrived: this many bytes are, together. */
const bytesInFlight = 24 * mebibyte;

export const smallestBlockBytes: number = 8 * mebibyte;

/**
 * Depends on the size alone, so that an upload which is taken up again cuts where the first one did. Memory is
 * the same for all sizes up to 400 GB; beyond, a block grows, and with it the memory for the one that is held.
 *
 * @throws TorchrelayError `STORE_OBJECT_TOO_LARGE` above 190 TiB
 */
export function planBlocks(size: number, smallest: number = smallestBlockBytes): BlockPlan {
  if (size > mostBlocks * largestBlockBytes) throw tooLarge(size);
  const needed = Math.ceil(size / mostBlocks / mebibyte) * mebibyte;
  const blockBytes = size > mostBlocks * smallest ? needed : smallest;
  const parallel = Math.max(1, Math.floor(bytesInFlight / blockBytes));
  return { blockBytes, parallel };
}

function tooLarge(size: number): TorchrelayError {
  return new TorchrelayError({
    code: 'STORE_OBJECT_TOO_LARGE',
    message: `${size} bytes are more than a blob can hold: ${mostBlocks * largestBlockBytes}.`,
  });
}
