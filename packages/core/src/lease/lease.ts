import type { RetryContext } from '../apply/retry.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { keys } from '../store/keys.ts';
import { jsonSource } from '../store/sources.ts';
import type { Call } from '../target/call.ts';
import type { ObjectHead, ObjectStore } from '../target/object-store.ts';
import { acquireLease, farewellInMs, readAfterFailure } from './acquire-lease.ts';
import type { LeaseRecord } from './read-lease.ts';

export interface LeaseOptions {
  readonly store: ObjectStore;
  readonly name: string;
  readonly verb: string;
  /** Its `timing.leaseInMs` is how long the lease lasts after the holder's last sign of life. */
  readonly context: RetryContext;
  readonly packageDigest?: string | undefined;
}

/**
 * The only lock there is, since neither SageMaker nor Azure ML takes a precondition on its resources.
 * It is taken by a conditional write, prolonged while its holder lives, and taken over when it has expired.
 */
export interface Lease {
  /** Aborted with `LEASE_LOST` when another process took over. */
  readonly lost: AbortSignal;
  /**
   * Before each change. Throws `LEASE_LOST` when another process has it, and the store's own failure when
   * that cannot be found out: then nothing may be changed either.
   */
  readonly check: () => Promise<void>;
  /** Never throws: a lease that could not be given back expires. */
  readonly release: () => Promise<void>;
}

/** @throws TorchrelayError `NAME_BUSY` when another process holds it, `LEASE_LOST` later. */
export async function takeLease(options: LeaseOptions): Promise<Lease> {
  const { store, name, verb, context } = options;
  const { runtime, timing } = context;
  const record: LeaseRecord = {
    version: 1,
    id: runtime.generateId(),
    actor: runtime.actor(),
    verb,
    durationInMs: timing.leaseInMs,
    ...(options.packageDigest !== undefined && { packageDigest: options.packageDigest }),
  };
  const sentAt = performance.now();
  const head = await acquireLease({ store, name, record, context });
  return holdLease({ store, name, record, head, sentAt });
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
    const call: Call = { abortSignal: AbortSignal.timeout(farewellInMs) };
    await store.doDelete(key, { ifMatch: etag }, call).catch(() => {});
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
