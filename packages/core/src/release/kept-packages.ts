import type { Call } from '../target/call.ts';
import type { Target } from '../target/target.ts';
import { keys } from '../store/keys.ts';
import { leaseOf } from '../lease/read-lease.ts';
import { readReleases } from './release-log.ts';

/**
 * The digests of the packages that must stay: those of each name's last releases, those that serve, and
 * those that a lease says are about to.
 */
export async function keptPackages(
  target: Target,
  { keepReleases }: { readonly keepReleases: number },
  call: Call,
): Promise<ReadonlySet<string>> {
  const kept = new Set<string | undefined>();
  for (const name of await storedNames(target, call)) {
    const releases = await readReleases(target.store, name, call);
    for (const { spec } of releases.slice(-keepReleases)) kept.add(spec.package.digest);
    kept.add((await leaseOf(target.store, name, call))?.record.packageDigest);
  }
  if (target.serving !== undefined) {
    for await (const { serving } of target.serving.doList(call)) kept.add(serving?.packageDigest);
  }
  return new Set([...kept].filter((digest) => digest !== undefined));
}

/** Every name that has anything in the store. */
export async function storedNames(
  { store }: Pick<Target, 'store'>,
  call: Call,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const { key } of store.doList(keys.namesPrefix, call)) {
    const name = key.slice(keys.namesPrefix.length).split('/')[0];
    if (name !== undefined) names.add(name);
  }
  return names;
}
