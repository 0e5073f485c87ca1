import { hashSource } from '../digest/digest.ts';
import type { Call } from '../target/call.ts';
import { cacheFolder } from './cache-folder.ts';
import { findDigest, keepDigest } from './digest-cache.ts';
import { lastTouchedAt } from './file-identity.ts';
import type { FileRangeSource } from './file-source.ts';

/** Coarse file-system clocks let a change follow within this time and leave the times as they are. */
const settledAfterInMs = 2_000;

/** Smaller files are hashed sooner than found, and a folder of them would drive large models out of the cache. */
const worthKeepingBytes = 16 * 1024 ** 2;

/**
 * SHA-256 of a file in hex: from the cache where it is large and untouched since, else in one pass over it.
 *
 * @param folder of the cache
 * @param leastBytes of a file that is looked for in the cache, and kept there
 * @throws TorchrelayError `MODEL_FILE_CHANGED`
 */
export async function hashFile({
  source,
  folder = cacheFolder(),
  leastBytes = worthKeepingBytes,
  now = Date.now,
  call = {},
}: {
  readonly source: FileRangeSource;
  readonly folder?: string | undefined;
  readonly leastBytes?: number;
  readonly now?: () => number;
  readonly call?: Call | undefined;
}): Promise<string> {
  const { path, identity } = source;
  if (source.size < leastBytes) return hashSource(source, call);
  const known = await findDigest({ folder, path, identity });
  if (known !== undefined) return known;
  const isSettled = now() - lastTouchedAt(identity) > settledAfterInMs;
  const sha256 = await hashSource(source, call);
  if (isSettled) await keepDigest({ folder, path, identity, sha256 });
  return sha256;
}
