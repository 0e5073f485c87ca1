import { readReleases } from '../release/release-log.ts';
import type { Call } from '../target/call.ts';
import type { ObjectStore } from '../target/object-store.ts';

/**
 * SHA-256 to key of what earlier releases of the name have in the store, so that a change of
 * configuration alone copies the weights there instead of sending them again.
 */
export async function knownObjects({
  store,
  name,
  wanted,
  call,
}: {
  readonly store: ObjectStore;
  readonly name: string;
  /** SHA-256 in hex; nothing else is looked for. */
  readonly wanted: readonly string[];
  readonly call: Call;
}): Promise<ReadonlyMap<string, string>> {
  if (store.doCopy === undefined) return new Map();
  const releases = await readReleases(store, name, call);
  const packages = releases.map(({ spec }) => spec.package);
  const objects = packages.flatMap(({ prefix, entries }) =>
    entries.map(({ path, sha256 }) => [sha256, prefix + path] as const),
  );
  const present = new Map<string, string>();
  for (const [sha256, key] of new Map(objects)) {
    if (!wanted.includes(sha256)) continue;
    if ((await store.doHead(key, call))?.sha256 === sha256) present.set(sha256, key);
  }
  return present;
}
