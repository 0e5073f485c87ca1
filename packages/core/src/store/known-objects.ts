import type { Call } from '../target/call.ts';
import type { ObjectStore } from '../target/object-store.ts';
import { keys } from './keys.ts';

/** Less is as quickly sent as looked for. In bytes. */
const worthCopying = 2048;

/** A file that is wanted. */
interface Wanted {
  /** In bytes. */
  readonly size: number;
  /** In hex. */
  readonly sha256: string;
}

/**
 * SHA-256 to key of what any package in the store has of the files that are wanted, so that a change of
 * configuration alone, or another name, copies the weights there instead of sending them again. The package may be
 * one whose upload was never finished.
 */
export async function knownObjects({
  store,
  wanted,
  call,
}: {
  readonly store: ObjectStore;
  /** Nothing else is looked for. */
  readonly wanted: readonly Wanted[];
  readonly call: Call;
}): Promise<ReadonlyMap<string, string>> {
  const missing = new Map(
    wanted.filter(({ size }) => size >= worthCopying).map(({ sha256, size }) => [sha256, size]),
  );
  const present = new Map<string, string>();
  if (store.doCopy === undefined || missing.size === 0) return present;
  for await (const { key, size } of store.doList(keys.packagesPrefix, call)) {
    // The size rules nearly everything out, without a request.
    if (![...missing.values()].includes(size)) continue;
    const sha256 = (await store.doHead(key, call))?.sha256;
    if (sha256 === undefined || missing.get(sha256) !== size) continue;
    present.set(sha256, key);
    missing.delete(sha256);
    if (missing.size === 0) break;
  }
  return present;
}
