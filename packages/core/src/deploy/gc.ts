import { applyIntent } from '../apply/apply-intent.ts';
import { toTorchrelayError } from '../errors/torchrelay-error.ts';
import { leaseOf } from '../lease/read-lease.ts';
import type { DestroyIntent } from '../plan/intent.ts';
import { deletePackages, storedPackages } from '../release/forget-name.ts';
import { keptPackages } from '../release/kept-packages.ts';
import { storedNames } from '../release/package-references.ts';
import { latestRelease } from '../release/release-log.ts';
import { keys } from '../store/keys.ts';
import type { Call } from '../target/call.ts';
import type { ObjectStore } from '../target/object-store.ts';
import type { Target } from '../target/target.ts';
import { removeUnused, type UnusedObjects } from '../train/remove-unused.ts';
import { list } from './list.ts';
import { removeUploads } from './remove-uploads.ts';
import { startVerb } from './verb.ts';
import type { VerbOptions } from './verb-options.ts';

/** What may be removed. */
export interface GcOptions extends Pick<VerbOptions, 'abortSignal' | 'timing' | 'runtime'> {
  /** Say what would be removed, remove nothing. */
  readonly dryRun?: boolean;
  /** Packages written, and uploads begun, more recently than this stay. Default: one day. */
  readonly olderThanInMs?: number;
  /** How many releases of each name keep their packages for rollback. Default: 3. */
  readonly keepReleases?: number;
}

/** What was removed, or would be. */
export interface GcResult {
  /** Names whose first deployment was never finished, and whose maker is gone. */
  readonly deployments: readonly string[];
  /** Names whose time was over, with all that the platform left of them. */
  readonly expired: readonly string[];
  readonly packages: readonly { readonly digest: string; readonly size: number }[];
  /** Code and data of jobs that were sent, and that no job uses. */
  readonly unused: readonly UnusedObjects[];
  /** Uploads that were begun and never ended, whose parts cost. */
  readonly uploads: readonly { readonly key: string; readonly begunAt: number }[];
}

const oneDayInMs = 24 * 60 * 60 * 1000;

/**
 * Removes what nobody will come back to: deployments whose time is over, first deployments that were begun and
 * abandoned, packages that no deployment, no kept release and no lease refers to, uploads that were never ended, and
 * leases whose holder is gone.
 *
 * @throws TorchrelayError
 * @example
 * const { packages, uploads } = await gc(sagemaker({ region: 'us-east-1' }), { dryRun: true });
 */
export async function gc(target: Target, options: GcOptions = {}): Promise<GcResult> {
  const call: Call = { abortSignal: options.abortSignal };
  const { exists } = await target.store.doObserve(call);
  if (!exists) return { deployments: [], expired: [], packages: [], unused: [], uploads: [] };
  const now = (options.runtime?.now ?? Date.now)();
  const found = await findRemovable({ target, options, now, call });
  const expired = await removeAll(found.expired, target, options);
  const deployments = await removeAll(found.abandoned, target, options);
  if (options.dryRun !== true) await removeEndedLeases(target.store, call);
  const { dryRun = false, olderThanInMs = oneDayInMs } = options;
  const packages = await removePackages(target, options, call);
  const limits = { bound: now - olderThanInMs, dryRun };
  const unused = await removeUnused(target.store, limits, call);
  const uploads = await removeUploads(target.store, limits, call);
  return {
    deployments,
    expired,
    packages,
    unused,
    uploads: uploads.map(({ key, begunAt }) => ({ key, begunAt })),
  };
}

interface Removable {
  readonly abandoned: readonly DestroyIntent[];
  readonly expired: readonly DestroyIntent[];
}

async function findRemovable({
  target,
  options,
  now,
  call,
}: {
  readonly target: Target;
  readonly options: GcOptions;
  readonly now: number;
  readonly call: Call;
}): Promise<Removable> {
  const abandoned: DestroyIntent[] = [];
  const expired: DestroyIntent[] = [];
  for await (const { name, expiresAt } of list(target, options)) {
    if (expiresAt !== undefined && expiresAt <= now) {
      expired.push({ verb: 'destroy', name, expiredBy: now });
    } else if (await isAbandoned(target.store, name, call)) {
      abandoned.push({ verb: 'destroy', name, unlessReleased: true });
    }
  }
  return { abandoned, expired };
}

async function removeAll(
  intents: readonly DestroyIntent[],
  target: Target,
  options: GcOptions,
): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const intent of intents) {
    const isRemoved = options.dryRun === true || (await remove(intent, target, options));
    if (isRemoved) removed.push(intent.name);
  }
  return removed;
}

async function isAbandoned(store: ObjectStore, name: string, call: Call): Promise<boolean> {
  // In this order: whoever gives the lease back meanwhile has written the release before.
  const lease = await leaseOf(store, name, call);
  if (lease !== undefined && lease.remainingInMs > 0) return false;
  return (await latestRelease(store, name, call)) === undefined;
}

/** Whether it was removed, and not taken up again by somebody since it was found. */
async function remove(intent: DestroyIntent, target: Target, options: GcOptions): Promise<boolean> {
  try {
    return await startVerb(
      { operation: 'destroy', target, name: intent.name, options },
      async (context) => {
        const { changed } = await applyIntent({ intent }, context);
        return changed;
      },
    );
  } catch (error) {
    const isTakenUp = ['NAME_BUSY', 'STALE_PLAN'].includes(toTorchrelayError(error).code);
    if (isTakenUp) return false;
    throw error;
  }
}

/** An ended lease may be taken over by anybody; with the etag, one that has just been is left alone. */
async function removeEndedLeases(store: ObjectStore, call: Call): Promise<void> {
  for (const name of await storedNames(store, call)) {
    const lease = await leaseOf(store, name, call);
    if (lease === undefined || lease.remainingInMs > 0) continue;
    await store.doDelete(keys.lease(name), { ifMatch: lease.head.etag }, call).catch(unlessTaken);
  }
}

function unlessTaken(error: unknown): void {
  if (toTorchrelayError(error).code !== 'PRECONDITION_FAILED') throw error;
}

async function removePackages(
  target: Target,
  { dryRun = false, olderThanInMs = oneDayInMs, keepReleases = 3, runtime }: GcOptions,
  call: Call,
): Promise<GcResult['packages']> {
  const { store } = target;
  const bound = (runtime?.now ?? Date.now)() - olderThanInMs;
  const stored = await storedPackages(store, call);
  const old = [...stored].filter(([, { modifiedAt }]) => modifiedAt <= bound);
  const digests = old.map(([digest]) => digest);
  const stays = (): Promise<ReadonlySet<string>> => keptPackages(target, { keepReleases }, call);
  const gone = dryRun
    ? await unneeded(digests, stays)
    : await deletePackages({ store, digests, stays, call });
  return gone.map((digest) => ({ digest, size: stored.get(digest)?.size ?? 0 }));
}

async function unneeded(
  digests: readonly string[],
  stays: () => Promise<ReadonlySet<string>>,
): Promise<readonly string[]> {
  const kept = await stays();
  return digests.filter((digest) => !kept.has(digest));
}
