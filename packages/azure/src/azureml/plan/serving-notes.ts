import type { Deployment, PlanNote, ServeSpec } from '@torchrelay/core/target';

import { nativeOf } from './plan-serving.ts';
import { reachedOf, theirShares } from './traffic.ts';

/** What the steps of a plan do not say by themselves. Pure. */
export function servingNotes(
  want: ServeSpec | undefined,
  live: Deployment | undefined,
): readonly PlanNote[] {
  return want === undefined ? notesOfRemoval(live) : [];
}

function notesOfRemoval(live: Deployment | undefined): readonly PlanNote[] {
  const { endpoint, deployments, others } = nativeOf(live);
  if (endpoint === null || others.length === 0) return [];
  const [first = ''] = others;
  const what = others.length === 1 ? `${first} is` : `${others.join(', ')} are`;
  const theirs = Object.keys(theirShares(endpoint, deployments));
  const loses = reachedOf(endpoint, deployments).length > 0;
  const traffic =
    !loses || theirs.length === 0 ? '' : ` All of its traffic goes to ${theirs.join(', ')}.`;
  return [
    {
      code: 'ENDPOINT_SHARED',
      message: `The endpoint ${live?.name ?? ''} stays: ${what} on it, which torchrelay has not made.${traffic} Once that is gone, the same command removes the endpoint too.`,
    },
  ];
}
