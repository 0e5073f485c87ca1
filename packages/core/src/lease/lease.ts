import { TorchrelayError, toTorchrelayError } from '../errors/torchrelay-error.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { readJson, type StoredJson } from '../store/json-object.ts';
import { keys } from '../store/keys.ts';
import { jsonSource } from '../store/sources.ts';
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
  check(): Promise<void>;
  /** Never throws: a lease that could not be given back expires. */
  release(): Promise<void>;
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
  const head = await write({ ...options, record });
  return holdLease({ store, key: keys.lease(name), record, head, sentAt, runtime });
}

async function write({
  store,
  name,
  record,
  abortSignal,
}: LeaseOptions & { readonly record: LeaseRecord }): Promise<ObjectHead> {
  const key = keys.lease(name);
  const call: Call = { abortSignal };
  const present = await readJson<LeaseRecord>(store, key, call);
  if (present !== undefined && remainingInMs(present) > 0) throw busy(name, present);
  const condition = present === undefined ? { ifAbsent: true } : { ifMatch: present.head.etag };
  try {
    return await store.doWrite(key, jsonSource({ ...record }), condition, call);
  } catch (error) {
    const holder = await readAfterFailure({ store, key, error });
    if (holder?.value.id === record.id) return holder.head;
    throw busy(name, holder);
  }
}

/** After a refused write, or one whose answer was lost: who holds it now? Other failures are thrown on. */
async function readAfterFailure({
  store,
  key,
  error,
}: {
  readonly store: ObjectStore;
  readonly key: string;
  readonly error: unknown;
}): Promise<StoredJson<LeaseRecord> | undefined> {
  const { code, effect } = toTorchrelayError(error);
  if (code !== 'PRECONDITION_FAILED' && effect === 'none') throw error;
  if (code === 'ABORTED') throw error;
  return readJson<LeaseRecord>(store, key, {});
}

function remainingInMs({ head, value }: StoredJson<LeaseRecord>): number {
  return head.modifiedAt + value.durationInMs - head.serverTime;
}

function busy(name: string, holder: StoredJson<LeaseRecord> | undefined): TorchrelayError {
  const seconds = holder === undefined ? 0 : Math.ceil(Math.max(0, remainingInMs(holder)) / 1000);
  const who = holder === undefined ? 'Another process' : holder.value.actor;
  return new TorchrelayError({
    code: 'NAME_BUSY',
    message: `${who} is changing "${name}" right now (${holder?.value.verb ?? 'unknown'}).`,
    hint: `Wait for it to end and run this again. If that process is gone, its lease ends in ${seconds} s and is then taken over.`,
    recovery: 'retry',
    data: { name, actor: holder?.value.actor, verb: holder?.value.verb, expiresInSeconds: seconds },
  });
}

interface Held {
  readonly store: ObjectStore;
  readonly key: string;
  readonly record: LeaseRecord;
  readonly head: ObjectHead;
  /** On our monotonic clock, when the write that took the lease was sent. */
  readonly sentAt: number;
  readonly runtime: Runtime;
}

function holdLease({ store, key, record, head, sentAt }: Held): Lease {
  const controller = new AbortController();
  let etag = head.etag;
  let renewedAt = sentAt;
  let renewal: Promise<void> | undefined;
  const timer = setInterval(() => void renew().catch(() => {}), record.durationInMs / 3);
  timer.unref();

  // One at a time: the second of two renewals would trip over the first one's etag.
  function renew(): Promise<void> {
    renewal ??= write().finally(() => (renewal = undefined));
    return renewal;
  }

  async function write(): Promise<void> {
    const startedAt = performance.now();
    etag = (await prolong()).etag;
    renewedAt = startedAt;
  }

  async function prolong(): Promise<ObjectHead> {
    try {
      return await store.doWrite(key, jsonSource({ ...record }), { ifMatch: etag }, {});
    } catch (error) {
      const holder = await readAfterFailure({ store, key, error });
      if (holder?.value.id === record.id) return holder.head;
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
