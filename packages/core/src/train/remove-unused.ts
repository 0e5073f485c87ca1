import { keys } from '../store/keys.ts';
import type { Call } from '../target/call.ts';
import type { ObjectStore } from '../target/object-store.ts';
import { deleteShared } from './delete-shared.ts';
import { usedPrefixes } from './used-objects.ts';

/** Code or data of jobs, as it lies in the store. */
export interface UnusedObjects {
  readonly prefix: string;
  /** In bytes. */
  readonly size: number;
}

/** Removes code and data that no attempt of any job names, and that were written at or before `bound`. */
export async function removeUnused(
  store: ObjectStore,
  { bound, dryRun }: { readonly bound: number; readonly dryRun: boolean },
  call: Call,
): Promise<readonly UnusedObjects[]> {
  const stored = await storedFolders(store, call);
  const old = [...stored].filter(([, { modifiedAt }]) => modifiedAt <= bound);
  if (old.length === 0) return [];
  const used = (): Promise<ReadonlySet<string>> => usedPrefixes(store, {}, call);
  const prefixes = old.map(([prefix]) => prefix);
  const gone = dryRun
    ? new Set(prefixes).difference(await used())
    : new Set(await deleteShared({ store, prefixes, used, call }));
  return old.flatMap(([prefix, { size }]) => (gone.has(prefix) ? { prefix, size } : []));
}

async function storedFolders(
  store: ObjectStore,
  call: Call,
): Promise<ReadonlyMap<string, { readonly size: number; readonly modifiedAt: number }>> {
  const folders = new Map<string, { size: number; modifiedAt: number }>();
  for (const kind of [keys.codePrefix, keys.dataPrefix]) {
    for await (const { key, size, modifiedAt } of store.doList(kind, call)) {
      const prefix = `${kind}${key.slice(kind.length).split('/')[0]}/`;
      const before = folders.get(prefix) ?? { size: 0, modifiedAt: 0 };
      folders.set(prefix, {
        size: before.size + size,
        modifiedAt: Math.max(before.modifiedAt, modifiedAt),
      });
    }
  }
  return folders;
}
