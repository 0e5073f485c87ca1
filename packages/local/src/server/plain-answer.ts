import { STATUS_CODES } from 'node:http';
import type { Answer } from './answer.ts';

/** A copy of so much costs less than a second piece to write. */
const LARGEST_COPY_BYTES = 64 * 1024;
const KEEP_ALIVE_IN_SECONDS = 5;

/** How long a connection may be idle before it is closed; clients are told. */
export const KEEP_ALIVE_IN_MS: number = KEEP_ALIVE_IN_SECONDS * 1000;

/** An answer as it stands on the wire, on a connection that stays open; small ones in one piece. */
export function renderAnswer({ status, headers, chunks }: Answer): readonly Uint8Array[] {
  let length = 0;
  for (const chunk of chunks) length += chunk.byteLength;
  const head = renderHead({ status, headers, length });
  if (length > LARGEST_COPY_BYTES) return [Buffer.from(head, 'latin1'), ...chunks];
  const whole = Buffer.allocUnsafe(head.length + length);
  whole.write(head, 'latin1');
  let offset = head.length;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return [whole];
}

function renderHead({
  status,
  headers,
  length,
}: Pick<Answer, 'status' | 'headers'> & { length: number }): string {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`;
  for (const name in headers) head += `${name}: ${headers[name]}\r\n`;
  return `${head}content-length: ${length}\r\nDate: ${currentDate()}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=${KEEP_ALIVE_IN_SECONDS}\r\n\r\n`;
}

let second = 0;
let date = '';

/** It has no fraction of a second, so it is written once in each. */
function currentDate(): string {
  const now = Math.floor(Date.now() / 1000);
  if (now !== second) {
    second = now;
    date = new Date(now * 1000).toUTCString();
  }
  return date;
}
