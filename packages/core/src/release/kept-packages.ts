import type { Call } from '../target/call.ts';
import type { Target } from '../target/target.ts';
import { referencedPackages } from './package-references.ts';

/**
 * The digests of the packages that must stay: those of each name's last releases, those that serve, and
 * those that a lease says are about to.
 */
export async function keptPackages(
  { store, serving }: Pick<Target, 'store' | 'serving'>,
  { keepReleases }: { readonly keepReleases: number },
  call: Call,
): Promise<ReadonlySet<string>> {
  const kept = new Set(await referencedPackages(store, { keepReleases }, call));
  if (serving === undefined) return kept;
  for await (const { serving: served } of serving.doList(call)) {
    if (served !== undefined) kept.add(served.packageDigest);
  }
  return kept;
}
