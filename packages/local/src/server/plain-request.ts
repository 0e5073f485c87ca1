import type { Flavour } from '@torchrelay/core';
import { HttpProblem } from '../inference/http-problem.ts';
import { routeOf } from './routes.ts';

/** A small inference request as nearly every client sends it. */
export interface PlainRequest {
  readonly flavour: Flavour;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** A view of what was read. */
  readonly body: Buffer;
}

/** Larger ones come in many pieces, and cost so much elsewhere that nothing is won here. */
const LARGEST_REQUEST_BYTES = 64 * 1024;
const END_OF_HEAD = '\r\n\r\n';

/** All that a plain request may say. None of these changes where it ends, or what becomes of its connection. */
const PLAIN_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'connection',
  'content-length',
  'content-type',
  'host',
  'inference-header-content-length',
  'sec-fetch-mode',
  'torchrelay-deployment',
  'user-agent',
]);

type PlainHead = Omit<PlainRequest, 'body'> & { readonly bodyBytes: number };

/**
 * Reads exactly one plain request from the beginning of a connection's bytes. It knows a strict part of HTTP
 * only: of all that is unusual, and of all that could be read in two ways, it says so, and never guesses.
 *
 * A client sends the same head again and again, so the last one is remembered.
 */
export function createPlainRequestReader({
  maxBytes,
}: {
  /** Of a body. */
  maxBytes: number;
}): (bytes: Buffer) => PlainRequest | 'incomplete' | 'unusual' {
  let lastText: string | undefined;
  let lastHead: PlainHead | undefined;

  return (bytes) => {
    const headBytes = bytes.indexOf(END_OF_HEAD) + END_OF_HEAD.length;
    if (headBytes < END_OF_HEAD.length)
      return bytes.byteLength < LARGEST_REQUEST_BYTES ? 'incomplete' : 'unusual';
    const text = bytes.toString('latin1', 0, headBytes);
    if (text !== lastText) {
      lastHead = parseHead(text);
      lastText = text;
    }
    if (lastHead === undefined) return 'unusual';
    const { flavour, headers, bodyBytes } = lastHead;
    const size = headBytes + bodyBytes;
    if (bodyBytes > maxBytes || size > LARGEST_REQUEST_BYTES) return 'unusual';
    if (bytes.byteLength < size) return 'incomplete';
    // More than one: the rest has to be kept in order.
    if (bytes.byteLength > size) return 'unusual';
    return { flavour, headers, body: bytes.subarray(headBytes) };
  };
}

const REQUEST_LINE = /^POST (\/[\w/]*) HTTP\/1\.1$/;
const HEADER_LINE = /^([A-Za-z-]+):[ \t]*([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)[ \t]*$/;

function parseHead(text: string): PlainHead | undefined {
  const [first = '', ...lines] = text.slice(0, -END_OF_HEAD.length).split('\r\n');
  const path = REQUEST_LINE.exec(first)?.[1];
  const flavour = path === undefined ? undefined : flavourOf(path);
  const headers = flavour === undefined ? undefined : parseHeaders(lines);
  const length = headers?.['content-length'];
  if (flavour === undefined || headers === undefined || length === undefined) return undefined;
  if (!/^\d{1,15}$/.test(length) || headers['host'] === undefined) return undefined;
  if ((headers['connection'] ?? 'keep-alive').toLowerCase() !== 'keep-alive') return undefined;
  return { flavour, headers, bodyBytes: Number(length) };
}

/** `undefined` where one is unusual, or given twice. */
function parseHeaders(lines: readonly string[]): Record<string, string> | undefined {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, written = '', value = ''] = HEADER_LINE.exec(line) ?? [];
    const name = written.toLowerCase();
    if (!PLAIN_HEADERS.has(name) || name in headers) return undefined;
    headers[name] = value;
  }
  return headers;
}

function flavourOf(path: string): Flavour | undefined {
  try {
    const route = routeOf({ url: path, method: 'POST' });
    return route.kind === 'infer' ? route.flavour : undefined;
  } catch (error) {
    // No route of ours: whoever reads all of HTTP says it.
    if (error instanceof HttpProblem) return undefined;
    throw error;
  }
}
