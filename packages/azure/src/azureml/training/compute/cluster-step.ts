import type { Step, TrainSpec } from '@torchrelay/core/target';

import { permissionOf } from '../../client/permission-of.ts';
import type { Compute } from '../../schemas.ts';
import type { TrainingSettings } from '../training-settings.ts';

export const clusterKind = 'compute cluster';

/** Of a machine that has nothing to do, until it goes. */
const idleTime = 'PT120S';

export function clusterStep(want: TrainSpec, { compute = '' }: TrainingSettings): Step {
  const { offer, nodes, spot } = want;
  return {
    id: `create ${clusterKind} ${compute}`,
    action: 'create',
    kind: clusterKind,
    target: compute,
    after: [],
    inputs: { spec: JSON.parse(JSON.stringify(want)) },
    changes: [
      { path: 'machines', after: `0 to ${nodes} × ${offer.instanceType}${spot ? ', spot' : ''}` },
    ],
    permissions: [
      permissionOf('GET', 'computes'),
      permissionOf('PUT', 'computes'),
      permissionOf('DELETE', 'computes'),
    ],
  };
}

export interface ClusterPlace {
  readonly location: string;
  readonly tags?: Compute['tags'];
  /** Resource id of a managed identity, for jobs that run as one. */
  readonly identity?: string | undefined;
}

/** A cluster without machines: they come with the job. */
export function clusterRequest(
  { offer, nodes, spot, name }: TrainSpec,
  { location, tags = {}, identity }: ClusterPlace,
): Compute {
  return {
    location,
    tags: { ...tags, [clusterTag]: name },
    ...(identity !== undefined && {
      identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } },
    }),
    properties: {
      computeType: 'AmlCompute',
      description: `Trains ${name} for torchrelay.`,
      properties: {
        vmSize: offer.instanceType,
        vmPriority: spot ? 'LowPriority' : 'Dedicated',
        osType: 'Linux',
        scaleSettings: {
          minNodeCount: 0,
          maxNodeCount: nodes,
          nodeIdleTimeBeforeScaleDown: idleTime,
        },
      },
    },
  };
}

const clusterTag = 'torchrelay:name';

/** The job's name that it was made for; `undefined` for one of somebody else's. */
export function ownerOf({ tags }: Compute): string | undefined {
  return tags?.[clusterTag];
}
