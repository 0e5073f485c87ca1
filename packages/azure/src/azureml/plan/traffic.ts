import type { NativeDeployment, NativeEndpoint } from '../native.ts';
import { shareOf } from '../native.ts';

/** What the deployments that we did not make leave of the traffic: somebody may try one of theirs beside ours. */
export function ourShare(
  endpoint: NativeEndpoint | null,
  ours: readonly Pick<NativeDeployment, 'name'>[],
): number {
  const names = new Set(ours.map(({ name }) => name));
  const theirs = Object.entries(endpoint?.traffic ?? {}).filter(([name]) => !names.has(name));
  return 100 - theirs.reduce((sum, [, share]) => sum + share, 0);
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
