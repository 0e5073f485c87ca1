import { Readable } from 'node:stream';

const sliceBytes = 2 ** 20;

/**
 * Bytes as the body of a request, in slices: so the library tells how many have gone out, and encrypts only as
 * many as the line takes. A function, since a repetition begins anew.
 */
export function requestBody(bytes: Uint8Array): () => Readable {
  return () => {
    let at = 0;
    return new Readable({
      highWaterMark: sliceBytes,
      read() {
        this.push(at < bytes.length ? bytes.subarray(at, (at += sliceBytes)) : null);
      },
    });
  };
}
