import type { Deployment, ServeSpec } from '@torchrelay/core/target';

import type { SagemakerNative } from '../native.ts';
import { configFor } from './config-for.ts';

const nothing = { endpoint: null, configs: [] };

/** The most instances at once while SageMaker brings `live` to `want`. Pure. */
export function peakInstances(want: ServeSpec, live: Deployment | undefined): number {
  const native = live?.native as SagemakerNative | undefined;
  const endpoint = native?.endpoint;
  const now = endpoint?.instances ?? 0;
  if (endpoint == null || endpoint.configName === configFor(want, native ?? nothing)) {
    return Math.max(now, want.instances);
  }
  if (want.strategy === 'recreate') return Math.max(now, want.instances);
  if (want.strategy === 'in-place') return Math.max(now, want.instances) + batchOf(want, now);
  return now + want.instances;
}

/** Of a rolling update: one at a time, and at least the 5 per cent that SageMaker asks for. */
export function rollingBatch(instances: number): number {
  return Math.max(1, Math.ceil(instances * 0.05));
}

/** What the user asked for, else as few as can be. */
function batchOf({ rollout, instances }: ServeSpec, now: number): number {
  if (rollout?.shift !== 'linear') return rollingBatch(now);
  const { percent, instances: part } = rollout;
  return percent === undefined ? (part ?? 1) : Math.ceil((instances * percent) / 100);
}
