import { type RetryContext, withRetries } from '../apply/retry.ts';
import { TorchrelayError, toTorchrelayError } from '../errors/torchrelay-error.ts';
import { keys } from '../store/keys.ts';
import { jsonSource } from '../store/sources.ts';
import type { Call } from '../target/call.ts';
import type { ObjectHead, ObjectStore } from '../target/object-store.ts';
import { type FoundLease, leaseOf, type LeaseRecord } from './read-lease.ts';

export interface AcquireRequest {
  readonly store: ObjectStore;
  readonly name: string;
  readonly record: LeaseRecord;
  readonly context: RetryContext;
}

/**
 * Writes the record where there is none, or over one that has ended.
 *
 * @throws TorchrelayError `NAME_BUSY` when another process holds it
 */
export async function acquireLease({
  store,
  name,
  record,
  context,
}: AcquireRequest): Promise<ObjectHead> {
  const key = keys.lease(name);
  const call: Call = { abortSignal: context.abortSignal };
  const present = await withRetries(() => leaseOf(store, name, call), context);
  if (present !== undefined && present.remainingInMs > 0) throw busy(name, present);
  const condition = present === undefined ? { ifAbsent: true } : { ifMatch: present.head.etag };
  try {
    const source = jsonSource({ ...record });
    return await withRetries(() => store.doWrite(key, source, condition, call), context);
  } catch (thrown) {
    const error = toTorchrelayError(thrown, context.abortSignal);
    if (error.code === 'ABORTED') await giveBack({ store, name, record });
    const holder = await readAfterFailure({ store, name, error });
    if (holder?.record.id === record.id) return holder.head;
    // An outage is no rival: somebody has to hold it.
    const isHeld = holder !== undefined && holder.remainingInMs > 0;
    throw isHeld || error.code === 'PRECONDITION_FAILED' ? busy(name, holder) : error;
  }
}

/** After a refused write, or one whose answer was lost: who holds it now? Other failures are thrown on. */
export async function readAfterFailure({
  store,
  name,
  error,
}: {
  readonly store: ObjectStore;
  readonly name: string;
  readonly error: unknown;
}): Promise<FoundLease | undefined> {
  const { code, effect } = toTorchrelayError(error);
  if (code !== 'PRECONDITION_FAILED' && effect === 'none') throw error;
  if (code === 'ABORTED') throw error;
  return leaseOf(store, name, {});
}

/** Nobody waits longer to give a lease back: it ends by itself. In milliseconds. */
export const farewellInMs: number = 5000;

/** The write was stopped, and may have arrived. */
async function giveBack({ store, name, record }: Omit<AcquireRequest, 'context'>): Promise<void> {
  const call: Call = { abortSignal: AbortSignal.timeout(farewellInMs) };
  try {
    const found = await leaseOf(store, name, call);
    if (found?.record.id !== record.id) return;
    await store.doDelete(keys.lease(name), { ifMatch: found.head.etag }, call);
  } catch {
    // It could not be given back, so it will expire.
  }
}

function busy(name: string, holder: FoundLease | undefined): TorchrelayError {
  const seconds = Math.ceil(Math.max(0, holder?.remainingInMs ?? 0) / 1000);
  const who = holder === undefined ? 'Another process' : holder.record.actor;
  return new TorchrelayError({
    code: 'NAME_BUSY',
    message: `${who} is changing "${name}" right now (${holder?.record.verb ?? 'unknown'}).`,
    hint: `Wait for it to end and run this again. If that process is gone, its lease ends in ${seconds} s and is then taken over.`,
    recovery: 'retry',
    data: {
      name,
      actor: holder?.record.actor,
      verb: holder?.record.verb,
      expiresInSeconds: seconds,
    },
  });
}
