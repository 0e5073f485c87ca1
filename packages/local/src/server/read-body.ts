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
  const announced = Number(request.headers['content-length'] ?? Number.NaN);
  if (announced > maxBytes) throw tooLarge(maxBytes);
  return Number.isNaN(announced)
    ? readChunked({ request, maxBytes })
    : readAnnounced({ request, announced });
}

/** Node ends the request with an error when fewer bytes come than were announced, and never gives more. */
async function readAnnounced({
  request,
  announced,
}: {
  request: IncomingMessage;
  announced: number;
}): Promise<Uint8Array> {
  const body = Buffer.allocUnsafeSlow(announced);
  let filled = 0;
  for await (const chunk of request) {
    body.set(chunk, filled);
    filled += chunk.byteLength;
  }
  return body;
}

async function readChunked({
  request,
  maxBytes,
}: {
  request: IncomingMessage;
  maxBytes: number;
}): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): HttpProblem {
  // The rest of the body is not read, so nothing else can follow on this connection.
  return new HttpProblem({
    status: 413,
    message: `The request is larger than ${maxBytes} bytes.`,
    headers: { connection: 'close' },
  });
}
