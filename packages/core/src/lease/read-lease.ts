import { readJson } from '../store/json-object.ts';
import { keys } from '../store/keys.ts';
import type { Call } from '../target/call.ts';
import type { ObjectHead, ObjectStore } from '../target/object-store.ts';

/** What `names/<name>/lease.json` holds. */
export interface LeaseRecord {
  readonly version: 1;
  readonly id: string;
  readonly actor: string;
  /** What it is held for: `deploy`. */
  readonly verb: string;
  readonly durationInMs: number;
  /** A package that the holder is about to use, so that nobody removes it meanwhile. */
  readonly packageDigest?: string;
}

export interface FoundLease {
  readonly head: ObjectHead;
  readonly record: LeaseRecord;
  /** Milliseconds until it ends, by the store's clock; 0 or less: it has ended. */
  readonly remainingInMs: number;
}

/** The lease on a name, ended or not; `undefined` when there is none. */
export async function leaseOf(
  store: ObjectStore,
  name: string,
  call: Call,
): Promise<FoundLease | undefined> {
  const found = await readJson<LeaseRecord>(store, keys.lease(name), call);
  if (found === undefined) return undefined;
  const { head, value: record } = found;
  const remainingInMs = head.modifiedAt + record.durationInMs - head.serverTime;
  return { head, record, remainingInMs };
}
