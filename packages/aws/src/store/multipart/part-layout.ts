import { TorchrelayError } from '@torchrelay/core';

/** How an object is cut. */
export interface PartLayout {
  /** Of the object, in bytes. */
  readonly size: number;
  /** In bytes; the last part may have less. */
  readonly partBytes: number;
  readonly count: number;
  /** How many parts are on their way at once. */
  readonly parallel: number;
}

const mebibyte = 2 ** 20;

/** What S3 takes. Source: user guide, "Amazon S3 multipart upload limits". */
const mostParts = 10_000;
const largestPartBytes = 5 * 1024 * mebibyte;

/** A part is held in memory until it has arrived: this many bytes are, together. */
const bytesInFlight = 28 * mebibyte;

/** Up to this size an object is one request. */
export const smallestPartBytes: number = 6 * mebibyte;

/**
 * Depends on size and digest alone, so that an upload which is taken up again cuts where the first one did. An
 * unfinished upload does not say which content it was begun with. The size of its parts does: up to a mebibyte of
 * it comes from the digest. Memory is the same for all sizes up to 60 GB; beyond, parts grow.
 *
 * @throws TorchrelayError `STORE_OBJECT_TOO_LARGE` above 48 TiB
 */
export function layParts({
  size,
  sha256,
}: {
  readonly size: number;
  /** In hex. */
  readonly sha256: string;
}): PartLayout {
  const needed = Math.ceil(size / mostParts / mebibyte) * mebibyte;
  const partBytes = Math.max(needed, smallestPartBytes) + markOf(sha256);
  if (partBytes > largestPartBytes) throw tooLarge(size);
  return {
    size,
    partBytes,
    count: Math.ceil(size / partBytes),
    parallel: Math.max(1, Math.min(4, Math.floor(bytesInFlight / partBytes))),
  };
}

/** Below a mebibyte. */
function markOf(sha256: string): number {
  return Number.parseInt(sha256.slice(0, 5), 16);
}

/** How many bytes a part has. `number` counts from 1, as S3 does. */
export function bytesOfPart(number: number, { size, partBytes, count }: PartLayout): number {
  return number === count ? size - partBytes * (count - 1) : partBytes;
}

function tooLarge(size: number): TorchrelayError {
  return new TorchrelayError({
    code: 'STORE_OBJECT_TOO_LARGE',
    message: `${size} bytes are more than the parts of an S3 object can hold.`,
    hint: 'Split the file, or leave out of the model what is not needed.',
  });
}
