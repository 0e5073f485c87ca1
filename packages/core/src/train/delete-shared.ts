import { deletePrefix } from '../release/forget-name.ts';
import { keys } from '../store/keys.ts';
import type { Call } from '../target/call.ts';
import type { ObjectStore } from '../target/object-store.ts';

/**
 * Removes code and data of jobs that no job names. What says that data are whole goes first, so that what is half gone is
 * never taken for whole; then it is asked once more what is used.
 *
 * @param prefixes `code/<digest>/`, `data/<digest>/`
 * @param used the prefixes that some job names, as things are now
 */
export async function deleteShared({
  store,
  prefixes,
  used,
  call,
}: {
  readonly store: ObjectStore;
  readonly prefixes: readonly string[];
  readonly used: () => Promise<ReadonlySet<string>>;
  readonly call: Call;
}): Promise<readonly string[]> {
  const doomed = without(prefixes, await used());
  if (doomed.length === 0) return [];
  for (const prefix of doomed)
    if (prefix.startsWith(keys.dataPrefix))
      await store.doDelete(keys.markerOfData(prefix), {}, call);
  const gone = without(doomed, await used());
  for (const prefix of gone) await deletePrefix(store, prefix, call);
  return gone;
}

function without(prefixes: readonly string[], kept: ReadonlySet<string>): readonly string[] {
  return prefixes.filter((prefix) => !kept.has(prefix));
}
