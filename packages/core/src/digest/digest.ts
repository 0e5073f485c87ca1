import { createHash } from 'node:crypto';

import type { Json } from '../target/json.ts';
import type { RangeSource } from '../target/object-store.ts';
import { canonicalJson } from './canonical-json.ts';

/** `sha256:` and 64 hex digits. */
export type Digest = `sha256:${string}`;

/** The digest of a value: of its canonical JSON. */
export function digestOf(value: Json): Digest {
  return asDigest(sha256Hex(canonicalJson(value)));
}

export function asDigest(hex: string): Digest {
  return `sha256:${hex}`;
}

/** The 64 hex digits. */
export function digestHex(digest: string): string {
  return digest.replace(/^sha256:/, '');
}

/** The first 12 hex digits: enough for names and for people, never for identity. */
export function shortDigest(digest: string): string {
  return digestHex(digest).slice(0, 12);
}

/** The SHA-256 of bytes, or of a text in UTF-8, in hex. */
export function sha256Hex(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** SHA-256 of a whole source, in one pass and constant memory. */
export async function hashSource(
  source: RangeSource,
  { abortSignal }: { readonly abortSignal?: AbortSignal | undefined } = {},
): Promise<string> {
  if (source.sha256 !== undefined) return source.sha256;
  const hash = createHash('sha256');
  for await (const chunk of source.read(0, source.size, { abortSignal })) hash.update(chunk);
  return hash.digest('hex');
}
