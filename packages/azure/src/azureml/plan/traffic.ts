import type { NativeDeployment, NativeEndpoint, Shares } from '../native.ts';
import { shareOf } from '../native.ts';

/** The deployments that we did not make and that have a part of the traffic: somebody may try one of theirs beside ours. */
export function theirShares(
  endpoint: NativeEndpoint | null,
  ours: readonly Pick<NativeDeployment, 'name'>[],
): Shares {
  const names = new Set(ours.map(({ name }) => name));
  const theirs = Object.entries(endpoint?.traffic ?? {});
  return Object.fromEntries(theirs.filter(([name, share]) => share > 0 && !names.has(name)));
}

/** What they leave of the traffic. */
export function ourShare(
  endpoint: NativeEndpoint | null,
  ours: readonly Pick<NativeDeployment, 'name'>[],
): number {
  const theirs = Object.values(theirShares(endpoint, ours));
  return 100 - theirs.reduce((sum, share) => sum + share, 0);
}

/** Whether all of our traffic reaches this deployment. */
export function isRouted(
  endpoint: NativeEndpoint | null,
  ours: readonly NativeDeployment[],
  deployment: string,
): boolean {
  if (endpoint?.state !== 'Succeeded') return false;
  const share = shareOf(endpoint, deployment);
  return share > 0 && share === ourShare(endpoint, ours);
}

/** Those of ours that have a part of the traffic. */
export function servingOf(
  endpoint: NativeEndpoint | null,
  ours: readonly NativeDeployment[],
): readonly NativeDeployment[] {
  return endpoint === null ? [] : ours.filter(({ name }) => shareOf(endpoint, name) > 0);
}

/** Those of ours that requests reach in any way: Azure deletes none of them. */
export function reachedOf(
  endpoint: NativeEndpoint | null,
  ours: readonly NativeDeployment[],
): readonly NativeDeployment[] {
  return endpoint === null
    ? []
    : ours.filter(
        ({ name }) => shareOf(endpoint, name) > 0 || (endpoint.mirrorTraffic[name] ?? 0) > 0,
      );
}

/** These shares, made so much more or less that they are `total` together, in whole per cent: Azure takes no fractions. */
export function apportioned(shares: Shares, total: number): Shares {
  const entries = Object.entries(shares);
  const sum = entries.reduce((all, [, share]) => all + share, 0);
  let [given, seen] = [0, 0];
  return Object.fromEntries(
    entries.map(([name, share]) => {
      seen += share;
      const upTo = Math.round((seen * total) / sum);
      const part = upTo - given;
      given = upTo;
      return [name, part];
    }),
  );
}
