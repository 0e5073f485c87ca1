import { asDigest, digestHex } from '../digest/digest.ts';
import { keys } from '../store/keys.ts';
import type { Call } from '../target/call.ts';
import type { ObjectStore } from '../target/object-store.ts';
import { referencedPackages } from './package-references.ts';
import { readReleases } from './release-log.ts';

/** Removes the releases of a name, and each of its packages that no other name refers to. */
export async function forgetName(store: ObjectStore, name: string, call: Call): Promise<void> {
  const releases = await readReleases(store, name, call);
  const own = new Set(releases.map(({ spec }) => spec.package.digest));
  const stays = (): Promise<ReadonlySet<string>> =>
    referencedPackages(store, { except: [name] }, call);
  await deletePackages({ store, digests: [...own], stays, call });
  await deletePrefix(store, keys.releases(name), call);
}

/**
 * Removes the packages that need not stay. The markers go first, so that what is half gone is never taken
 * for whole, and then it is asked once more: a deployment that began before that found the marker and says
 * in its lease what it uses; one that begins after it finds no marker, and brings the package again.
 */
export async function deletePackages({
  store,
  digests,
  stays,
  call,
}: {
  readonly store: ObjectStore;
  readonly digests: readonly string[];
  /** The packages that must stay, as things are now. */
  readonly stays: () => Promise<ReadonlySet<string>>;
  readonly call: Call;
}): Promise<readonly string[]> {
  const doomed = without(digests, await stays());
  if (doomed.length === 0) return [];
  for (const digest of doomed) await store.doDelete(keys.packageMarker(digest), {}, call);
  const gone = without(doomed, await stays());
  for (const digest of gone) await deletePrefix(store, keys.packageFolder(digest), call);
  return gone;
}

function without(digests: readonly string[], kept: ReadonlySet<string>): readonly string[] {
  return digests.filter((digest) => !kept.has(digest));
}

/** The digests of all packages that have anything in the store. */
export async function storedPackages(
  store: ObjectStore,
  call: Call,
): Promise<ReadonlyMap<string, { readonly size: number; readonly modifiedAt: number }>> {
  const found = new Map<string, { size: number; modifiedAt: number }>();
  for await (const { key, size, modifiedAt } of store.doList(keys.packagesPrefix, call)) {
    const hex = key.slice(keys.packagesPrefix.length).split('/')[0] ?? '';
    const digest = asDigest(digestHex(hex));
    const before = found.get(digest) ?? { size: 0, modifiedAt: 0 };
    found.set(digest, {
      size: before.size + size,
      modifiedAt: Math.max(before.modifiedAt, modifiedAt),
    });
  }
  return found;
}

export async function deletePrefix(store: ObjectStore, prefix: string, call: Call): Promise<void> {
  const doomed: string[] = [];
  for await (const { key } of store.doList(prefix, call)) doomed.push(key);
  for (const key of doomed) await store.doDelete(key, {}, call);
}
