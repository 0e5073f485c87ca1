import type { Call } from '../target/call.ts';
import type { Json } from '../target/json.ts';
import type { RangeSource } from '../target/object-store.ts';
import { sha256Hex } from '../digest/digest.ts';

/** A source over bytes in memory. */
export function bytesSource(bytes: Uint8Array): RangeSource {
  return { size: bytes.length, sha256: sha256Hex(bytes), read };

  async function* read(offset: number, length: number): AsyncIterable<Uint8Array> {
    yield bytes.subarray(offset, offset + length);
  }
}

/** A text, in UTF-8, as something that can be read in ranges. */
export function textSource(text: string): RangeSource {
  return bytesSource(new TextEncoder().encode(text));
}

/** JSON for people too: indented, with a final newline. */
export function jsonSource(value: Json): RangeSource {
  return textSource(`${JSON.stringify(value, null, 2)}\n`);
}

/** All of a source. For small ones: releases, leases, manifests. */
export async function readAll(source: RangeSource, call: Call = {}): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.read(0, source.size, call)) chunks.push(chunk);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}
