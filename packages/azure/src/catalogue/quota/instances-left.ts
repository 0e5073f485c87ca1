import type { Need } from '@torchrelay/core/target';

import { familyKey } from './family-name.ts';
import type { MlUsage } from './ml-usage.ts';
import { instancesOn, machinesFor } from './upgrade-reserve.ts';

/** What a deployment of ours uses now: it gives this back, or keeps it. */
export interface OwnUse {
  readonly family: string;
  readonly vCpus: number;
  readonly instances: number;
}

export interface InstancesLeftRequest {
  readonly usages: readonly MlUsage[];
  readonly family: string;
  /** Of one instance. */
  readonly vCpus: number;
  readonly purpose: Need['purpose'];
  readonly spot?: boolean | undefined;
  /** Whose own limits count too, where it has some. */
  readonly workspace?: string | undefined;
  readonly own?: readonly OwnUse[];
}

export type InstancesLeft =
  | { readonly known: true; readonly instances: number; readonly limitedBy: string }
  | { readonly known: false; readonly reason: string };

/**
 * How many instances all limits together allow: the family's, the region's, and the workspace's own.
 * Low-priority machines have one limit for all families, and endpoints never run on them.
 */
export function instancesLeft(request: InstancesLeftRequest): InstancesLeft {
  const limits = limitsOf(request);
  const missing = missingLimit(request, limits);
  if (missing !== undefined) return { known: false, reason: missing };
  const counted = limits.flatMap(({ used, limit, label, family }) =>
    used === null || limit === null
      ? []
      : [{ label, vCpus: Math.min(limit, limit - used + credit(request, family)) }],
  );
  const tightest = counted.toSorted((a, b) => a.vCpus - b.vCpus)[0];
  if (tightest === undefined) return { known: false, reason: 'Azure names no limit' };
  const machines = Math.max(0, Math.floor(tightest.vCpus / request.vCpus));
  const instances =
    request.purpose === 'serving' ? instancesOn(machines, request.family) : machines;
  return { known: true, instances, limitedBy: tightest.label };
}

function poolOf({ purpose, spot = false }: InstancesLeftRequest): MlUsage['pool'] {
  return spot && purpose === 'training' ? 'low-priority' : 'dedicated';
}

function limitsOf(request: InstancesLeftRequest): readonly MlUsage[] {
  const family = familyKey(request.family);
  const workspace = request.workspace?.toLowerCase();
  return request.usages.filter(
    (usage) =>
      usage.pool === poolOf(request) &&
      (usage.family === null || usage.family === family) &&
      (usage.workspace === null || usage.workspace === workspace),
  );
}

/** Why the limits that were found do not suffice for a number. */
function missingLimit(
  request: InstancesLeftRequest,
  limits: readonly MlUsage[],
): string | undefined {
  const silent = limits.find(({ used }) => used === null);
  if (silent !== undefined) return `Azure does not say how much of "${silent.label}" is used`;
  const ofFamily = limits.some(({ family, workspace }) => family !== null && workspace === null);
  if (poolOf(request) === 'dedicated' && !ofFamily) {
    return `Azure Machine Learning names no quota for the family ${request.family}`;
  }
  const ofRegion = limits.some(({ family }) => family === null);
  if (poolOf(request) === 'low-priority' && !ofRegion) {
    return 'Azure Machine Learning names no quota for low-priority machines';
  }
  return undefined;
}

/**
 * What our own deployment gives back. Whether Azure counts its upgrade reserve as used is nowhere said, so all of
 * it is credited, and never more than the limit is left.
 */
function credit({ own = [], purpose }: InstancesLeftRequest, family: string | null): number {
  if (purpose !== 'serving') return 0;
  return own
    .filter((use) => family === null || family === familyKey(use.family))
    .reduce((sum, use) => sum + machinesFor(use.instances, use.family) * use.vCpus, 0);
}
