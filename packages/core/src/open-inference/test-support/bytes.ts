import { joinChunks } from '../encode-body.ts';
import type { WireMessage } from '../messages.ts';

/** The bytes of a text, and of raw numbers behind it. */
export function bodyOf(...parts: readonly (string | readonly number[])[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))),
  );
}

/** An encoded message as the other side receives it. */
export function received(message: WireMessage): {
  headers: WireMessage['headers'];
  body: Uint8Array;
} {
  return { headers: message.headers, body: joinChunks(message) };
}

/** The JSON part of an encoded message, as text. */
export function jsonOf({ chunks: [json] }: WireMessage): string {
  return Buffer.from(json ?? []).toString();
}
