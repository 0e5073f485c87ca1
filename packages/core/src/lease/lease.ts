import { TorchrelayError, toTorchrelayError } from '../errors/torchrelay-error.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { keys } from '../store/keys.ts';
import { jsonSource } from '../store/sources.ts';
import type { Call } from '../target/call.ts';
import type { ObjectHead, ObjectStore } from '../target/object-store.ts';
import { type FoundLease, leaseOf, type LeaseRecord } from './read-lease.ts';

export interface LeaseOptions {
  readonly store: ObjectStore;
  readonly name: string;
  readonly verb: string;
  readonly runtime: Runtime;
  /** How long it lasts after the holder's last sign of life, in milliseconds by the store's clock. */
  readonly durationInMs?: number;
  readonly packageDigest?: string | undefined;
  readonly abortSignal?: AbortSignal | undefined;
}

/**
 * The only lock there is, since neither SageMaker nor Azure ML takes a precondition on its resources.
 * It is taken by a conditional write, prolonged while its holder lives, and taken over when it has expired.
 */
export interface Lease {
  /** Aborted with `LEASE_LOST` when another process took over. */
  readonly lost: AbortSignal;
  /** Before each change. Throws `LEASE_LOST` when it is not certain that the lease is still ours. */
  readonly check: () => Promise<void>;
  /** Never throws: a lease that could not be given back expires. */
  readonly release: () => Promise<void>;
}

/** @throws TorchrelayError `NAME_BUSY` when another process holds it, `LEASE_LOST` later. */
export async function takeLease(options: LeaseOptions): Promise<Lease> {
  const { store, name, verb, runtime, durationInMs = 60_000 } = options;
  const record: LeaseRecord = {
    version: 1,
    id: runtime.generateId(),
    actor: runtime.actor(),
    verb,
    durationInMs,
    ...(options.packageDigest !== undefined && { packageDigest: options.packageDigest }),
  };
  const sentAt = performance.now();
  const head = await acquire({ ...options, record });
  return holdLease({ store, name, record, head, sentAt });
}

async function acquire({
  store,
  name,
  record,
  abortSignal,
}: LeaseOptions & { readonly record: LeaseRecord }): Promise<ObjectHead> {
  const key = keys.lease(name);
  const call: Call = { abortSignal };
  const present = await leaseOf(store, name, call);
  if (present !== undefined && present.remainingInMs > 0) throw busy(name, present);
  const condition = present === undefined ? { ifAbsent: true } : { ifMatch: present.head.etag };
  try {
    return await store.doWrite(key, jsonSource({ ...record }), condition, call);
  } catch (error) {
    const holder = await readAfterFailure({ store, name, error });
    if (holder?.record.id === record.id) return holder.head;
    throw busy(name, holder);
  }
}

/** After a refused write, or one whose answer was lost: who holds it now? Other failures are thrown on. */
async function readAfterFailure({
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

interface Held {
  readonly store: ObjectStore;
  readonly name: string;
  readonly record: LeaseRecord;
  readonly head: ObjectHead;
  /** On our monotonic clock, when the write that took the lease was sent. */
  readonly sentAt: number;
}

function holdLease({ store, name, record, head, sentAt }: Held): Lease {
  const key = keys.lease(name);
  const controller = new AbortController();
  let etag = head.etag;
  let renewedAt = sentAt;
  let renewal: Promise<void> | undefined;
  const timer = setInterval(() => void renew().catch(() => {}), record.durationInMs / 3);
  timer.unref();

  // One at a time: the second of two renewals would trip over the first one's etag.
  function renew(): Promise<void> {
    renewal ??= prolong().finally(() => (renewal = undefined));
    return renewal;
  }

  async function prolong(): Promise<void> {
    const startedAt = performance.now();
    etag = (await writeAgain()).etag;
    renewedAt = startedAt;
  }

  async function writeAgain(): Promise<ObjectHead> {
    try {
      return await store.doWrite(key, jsonSource({ ...record }), { ifMatch: etag }, {});
    } catch (error) {
      const holder = await readAfterFailure({ store, name, error });
      if (holder?.record.id === record.id) return holder.head;
      lose();
      throw lostError(key);
    }
  }

  function lose(): void {
    clearInterval(timer);
    controller.abort(lostError(key));
  }

  async function check(): Promise<void> {
    controller.signal.throwIfAborted();
    const age = performance.now() - renewedAt;
    if (age > record.durationInMs / 2) await renew();
    controller.signal.throwIfAborted();
  }

  async function release(): Promise<void> {
    clearInterval(timer);
    await renewal?.catch(() => {});
    if (controller.signal.aborted) return;
    await store.doDelete(key, { ifMatch: etag }, {}).catch(() => {});
  }

  return { lost: controller.signal, check, release };
}

function lostError(key: string): TorchrelayError {
  return new TorchrelayError({
    code: 'LEASE_LOST',
    message: `Another process took over the lease ${key} while this one was not heard of.`,
    hint: 'Nothing more was changed from here. Look at the status, then run the command again if it is still wanted.',
    effect: 'unknown',
    data: { key },
  });
}
