import type { OwnAlarm } from './plan/rollout.ts';
import type { OurTags } from './tags.ts';

/** An endpoint as SageMaker describes it, as far as planning needs it. */
export type NativeEndpoint = {
  readonly arn: string;
  /** `Creating`, `InService`, `Updating`, `RollingBack`, `Failed`, … */
  readonly status: string;
  /** What it serves; while it is updated, what it served before. */
  readonly configName: string;
  /** Instances that are asked for now. */
  readonly instances: number | null;
  readonly failureReason: string | null;
  /** What a change that is under way brings; `null` where there is none, or it brings no other configuration. */
  readonly pendingConfig: string | null;
  /** Which types of a pool it runs on now, most instances first; empty where it has no pool. */
  readonly poolTypes: readonly string[];
  /** What SageMaker is doing of a change: `Creating`, `ActivatingTraffic`, `Baking`, … */
  readonly stage: string | null;
  readonly createdAt: number | null;
};

/** A model or an endpoint configuration of ours. */
export type NativePart = {
  readonly name: string;
  readonly arn: string;
  readonly tags: OurTags;
};

/** All there is under a name. */
export type SagemakerNative = {
  readonly endpoint: NativeEndpoint | null;
  readonly configs: readonly NativePart[];
  readonly models: readonly NativePart[];
  /** What alarms of ours watched of a change: they may still be there. */
  readonly alarms: readonly OwnAlarm[];
};

/** A first creation that failed serves nothing and cannot be updated. */
export function neverServed({ status }: NativeEndpoint): boolean {
  return status === 'Creating' || status === 'Failed' || status === 'OutOfService';
}
