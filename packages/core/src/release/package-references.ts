import { leaseOf } from '../lease/read-lease.ts';
import { keys } from '../store/keys.ts';
import type { Call } from '../target/call.ts';
import type { ObjectStore } from '../target/object-store.ts';
import { readReleases } from './release-log.ts';

/** The digests of all packages that some name refers to. Names in `except` do not count. */
export async function referencedPackages(
  store: ObjectStore,
  {
    except = [],
    keepReleases,
  }: { readonly except?: readonly string[]; readonly keepReleases?: number },
  call: Call,
): Promise<ReadonlySet<string>> {
  const referenced = new Set<string>();
  for (const name of await storedNames(store, call)) {
    if (except.includes(name)) continue;
    for (const digest of await packagesOf({ store, name, keepReleases, call })) {
      referenced.add(digest);
    }
  }
  return referenced;
}

/** Every name that has anything in the store. */
export async function storedNames(store: ObjectStore, call: Call): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const { key } of store.doList(keys.namesPrefix, call)) {
    const name = key.slice(keys.namesPrefix.length).split('/')[0];
    if (name !== undefined) names.add(name);
  }
  return names;
}

/**
 * The packages of a name's last releases, and the one that a lease says is about to be used. The lease is
 * read first: whoever gives it back meanwhile has written the release before.
 */
async function packagesOf({
  store,
  name,
  keepReleases = Number.POSITIVE_INFINITY,
  call,
}: {
  readonly store: ObjectStore;
  readonly name: string;
  readonly keepReleases: number | undefined;
  readonly call: Call;
}): Promise<readonly string[]> {
  const lease = await leaseOf(store, name, call);
  const releases = await readReleases(store, name, call);
  const kept = releases.slice(Math.max(0, releases.length - keepReleases));
  const digests = [lease?.record.packageDigest, ...kept.map(({ spec }) => spec.package.digest)];
  return digests.filter((digest) => digest !== undefined);
}
