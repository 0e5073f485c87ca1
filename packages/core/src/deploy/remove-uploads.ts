import { leaseOf } from '../lease/read-lease.ts';
import { storedNames } from '../release/package-references.ts';
import { keys } from '../store/keys.ts';
import type { Call } from '../target/call.ts';
import type { ObjectStore, UnfinishedUpload } from '../target/object-store.ts';

/**
 * Removes uploads that were begun at or before `bound` and not ended, and tells which. Those of a package that a live
 * lease names are still under way.
 */
export async function removeUploads(
  store: ObjectStore,
  { bound, dryRun }: { readonly bound: number; readonly dryRun: boolean },
  call: Call,
): Promise<readonly UnfinishedUpload[]> {
  const stale: UnfinishedUpload[] = [];
  for await (const upload of store.doListUploads?.(call) ?? []) {
    if (upload.begunAt <= bound) stale.push(upload);
  }
  if (stale.length === 0) return [];
  const busy = await packagesUnderWay(store, call);
  const left = stale.filter(({ key }) => !busy.some((folder) => key.startsWith(folder)));
  if (!dryRun) for (const upload of left) await store.doRemoveUpload?.(upload, call);
  return left;
}

async function packagesUnderWay(store: ObjectStore, call: Call): Promise<readonly string[]> {
  const folders: string[] = [];
  for (const name of await storedNames(store, call)) {
    const lease = await leaseOf(store, name, call);
    const digest = lease?.record.packageDigest;
    const isLive = lease !== undefined && lease.remainingInMs > 0;
    if (isLive && digest !== undefined) folders.push(keys.packageFolder(digest));
  }
  return folders;
}
