import type { Writable } from 'node:stream';

/** Sends the pieces together; to hold one alone back would cost as much as to write it. */
export function writeAll(stream: Writable, pieces: readonly Uint8Array[]): void {
  const areMany = pieces.length > 1;
  if (areMany) stream.cork();
  for (const piece of pieces) stream.write(piece);
  if (areMany) stream.uncork();
}
