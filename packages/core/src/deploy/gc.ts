import { leaseOf } from '../lease/read-lease.ts';
import { deletePackage, storedPackages } from '../release/forget-name.ts';
import { keptPackages } from '../release/kept-packages.ts';
import { latestRelease } from '../release/release-log.ts';
import type { Call } from '../target/call.ts';
import type { Target } from '../target/target.ts';
import { destroy } from './destroy.ts';
import { list } from './list.ts';
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
  const deployments = await removeAbandoned(target, options, call);
  const { exists } = await target.store.doObserve(call);
  return { deployments, packages: exists ? await removePackages(target, options, call) : [] };
}

async function removeAbandoned(
  target: Target,
  options: GcOptions,
  call: Call,
): Promise<readonly string[]> {
  const abandoned: string[] = [];
  for await (const { name } of list(target, options)) {
    if (await isAbandoned(target, name, call)) abandoned.push(name);
  }
  if (options.dryRun !== true) for (const name of abandoned) await destroy(name, target, options);
  return abandoned;
}

async function isAbandoned({ store }: Target, name: string, call: Call): Promise<boolean> {
  if ((await latestRelease(store, name, call)) !== undefined) return false;
  const lease = await leaseOf(store, name, call);
  return lease === undefined || lease.remainingInMs <= 0;
}

async function removePackages(
  target: Target,
  { dryRun = false, olderThanInMs = oneDayInMs, keepReleases = 3, runtime }: GcOptions,
  call: Call,
): Promise<GcResult['packages']> {
  const kept = await keptPackages(target, { keepReleases }, call);
  const bound = (runtime?.now ?? Date.now)() - olderThanInMs;
  const doomed = [...(await storedPackages(target.store, call))]
    .filter(([digest, { modifiedAt }]) => !kept.has(digest) && modifiedAt <= bound)
    .map(([digest, { size }]) => ({ digest, size }));
  if (!dryRun) for (const { digest } of doomed) await deletePackage(target.store, digest, call);
  return doomed;
}
