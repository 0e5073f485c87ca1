import type { Deployment, ServeSpec } from '@torchrelay/core/target';

import { deploymentNameOf } from '../names.ts';
import type { AzureMlNative } from '../native.ts';

/** The most instances at once while Azure brings `live` to `want`. Pure. */
export function peakInstances(want: ServeSpec, live: Deployment | undefined): number {
  const { deployments = [] } = (live?.native as AzureMlNative | undefined) ?? {};
  const wanted = deploymentNameOf(want);
  const others = deployments.filter(({ name }) => name !== wanted);
  const now = deployments.reduce((sum, { instances }) => sum + instances, 0);
  const beside = others.reduce((sum, { instances }) => sum + instances, 0);
  if (want.strategy === 'recreate') return Math.max(now, want.instances);
  return Math.max(now, beside + want.instances);
}
