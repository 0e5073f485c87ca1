import type { IncomingMessage } from 'node:http';
import { HttpProblem } from '../inference/http-problem.ts';

/**
 * The whole body of a request.
 *
 * @throws HttpProblem 413 as soon as it is known to be too large, 415 for a compressed one
 */
export async function readBody({
  request,
  maxBytes,
}: {
  request: IncomingMessage;
  maxBytes: number;
}): Promise<Uint8Array> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new HttpProblem({
      status: 415,
      message: `The content encoding "${encoding}" is not understood; send the body as it is.`,
    });
  }
  const announced = announcedBytes(request);
  if (announced > maxBytes) throw tooLarge(maxBytes);
  return Number.isNaN(announced)
    ? readChunked({ request, maxBytes })
    : readAnnounced({ request, announced });
}

/** How long the body says that it is; NaN where it does not say. */
export function announcedBytes({ headers }: IncomingMessage): number {
  return Number(headers['content-length'] ?? Number.NaN);
}

/** Node ends the request with an error when fewer bytes come than were announced, and never gives more. */
function readAnnounced({
  request,
  announced,
}: {
  request: IncomingMessage;
  announced: number;
}): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const body = Buffer.allocUnsafeSlow(announced);
    let filled = 0;
    // Not a loop over the request, which costs more than a small body.
    request.on('data', (chunk: Buffer) => {
      body.set(chunk, filled);
      filled += chunk.byteLength;
    });
    request.once('end', () => resolve(body));
    request.once('error', reject);
  });
}

function readChunked({
  request,
  maxBytes,
}: {
  request: IncomingMessage;
  maxBytes: number;
}): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    // Not a loop over the request: leaving one early closes the connection, with no answer.
    const take = (chunk: Buffer): void => {
      size += chunk.byteLength;
      chunks.push(chunk);
      if (size <= maxBytes) return;
      request.off('data', take).pause();
      chunks.length = 0;
      reject(tooLarge(maxBytes));
    };
    request.on('data', take);
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
  });
}

function tooLarge(maxBytes: number): HttpProblem {
  // The rest of the body is not read, so nothing else can follow on this connection.
  return new HttpProblem({
    status: 413,
    message: `The request is larger than ${maxBytes} bytes.`,
    headers: { connection: 'close' },
  });
}
