import { applyIntent } from '../apply/apply-intent.ts';
import { toTorchrelayError } from '../errors/torchrelay-error.ts';
import { leaseOf } from '../lease/read-lease.ts';
import { deletePackages, storedPackages } from '../release/forget-name.ts';
import { keptPackages } from '../release/kept-packages.ts';
import { storedNames } from '../release/package-references.ts';
import { latestRelease } from '../release/release-log.ts';
import { keys } from '../store/keys.ts';
import type { Call } from '../target/call.ts';
import type { ObjectStore } from '../target/object-store.ts';
import type { Target } from '../target/target.ts';
import { list } from './list.ts';
import { startVerb } from './verb.ts';
import type { VerbOptions } from './verb-options.ts';

export interface GcOptions extends Pick<VerbOptions, 'abortSignal' | 'timing' | 'runtime'> {
  /** Say what would be removed, remove nothing. */
  readonly dryRun?: boolean;
  /** Packages written more recently than this stay. Default: one day. */
  readonly olderThanInMs?: number;
  /** How many releases of each name keep their packages for rollback. Default: 3. */
  readonly keepReleases?: number;
}

export interface GcResult {
  /** Names whose first deployment was never finished, and whose maker is gone. */
  readonly deployments: readonly string[];
  readonly packages: readonly { readonly digest: string; readonly size: number }[];
}

const oneDayInMs = 24 * 60 * 60 * 1000;

/**
 * Removes what nobody will come back to: first deployments that were begun and abandoned, packages that no
 * deployment, no kept release and no lease refers to, and leases whose holder is gone.
 */
export async function gc(target: Target, options: GcOptions = {}): Promise<GcResult> {
  const call: Call = { abortSignal: options.abortSignal };
  const { exists } = await target.store.doObserve(call);
  if (!exists) return { deployments: [], packages: [] };
  const deployments = await removeAbandoned(target, options, call);
  if (options.dryRun !== true) await removeEndedLeases(target.store, call);
  return { deployments, packages: await removePackages(target, options, call) };
}

async function removeAbandoned(
  target: Target,
  options: GcOptions,
  call: Call,
): Promise<readonly string[]> {
  const candidates: string[] = [];
  for await (const { name } of list(target, options)) {
    if (await isAbandoned(target.store, name, call)) candidates.push(name);
  }
  if (options.dryRun === true) return candidates;
  const removed: string[] = [];
  for (const name of candidates) if (await remove(name, target, options)) removed.push(name);
  return removed;
}

async function isAbandoned(store: ObjectStore, name: string, call: Call): Promise<boolean> {
  // In this order: whoever gives the lease back meanwhile has written the release before.
  const lease = await leaseOf(store, name, call);
  if (lease !== undefined && lease.remainingInMs > 0) return false;
  return (await latestRelease(store, name, call)) === undefined;
}

/** Whether it was removed, and not taken up again by somebody since it was found. */
async function remove(name: string, target: Target, options: GcOptions): Promise<boolean> {
  const intent = { verb: 'destroy', name, unlessReleased: true } as const;
  try {
    return await startVerb({ target, name, options }, async (context) => {
      const { changed } = await applyIntent({ intent }, context);
      return changed;
    });
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
