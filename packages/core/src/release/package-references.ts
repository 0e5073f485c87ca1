import type { LeaseRecord } from '../lease/read-lease.ts';
import { readJson } from '../store/json-object.ts';
import { keys } from '../store/keys.ts';
import type { Call } from '../target/call.ts';
import type { ObjectStore } from '../target/object-store.ts';
import type { Release } from './release-log.ts';

/**
 * The digests of all packages that some name refers to: by a release, or by a lease whose holder is about
 * to use it. Names in `except` do not count.
 */
export async function referencedPackages(
  store: ObjectStore,
  { except = [] }: { readonly except?: readonly string[] },
  call: Call,
): Promise<ReadonlySet<string>> {
  const referenced = new Set<string>();
  for await (const { key } of store.doList(keys.namesPrefix, call)) {
    if (except.some((name) => key.startsWith(keys.nameFolder(name)))) continue;
    const digest = await packageAt(store, key, call);
    if (digest !== undefined) referenced.add(digest);
  }
  return referenced;
}

async function packageAt(store: ObjectStore, key: string, call: Call): Promise<string | undefined> {
  if (key.endsWith('/lease.json'))
    return (await readJson<LeaseRecord>(store, key, call))?.value.packageDigest;
  return (await readJson<Release>(store, key, call))?.value.spec.package.digest;
}
