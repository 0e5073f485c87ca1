import type { Autoscaling, Deployment } from '@torchrelay/core/target';

import { variantName } from '../plan/native-step.ts';

/** What goes with an endpoint and is no part of a release. */
export type OperatingNative = {
  readonly scalable: NativeScalable | null;
  readonly schedule: NativeSchedule | null;
};

/** That Application Auto Scaling knows the endpoint's variant. */
export type NativeScalable = {
  readonly min: number;
  readonly max: number;
  /** Our policy; null where it is not there yet, or somebody else's are. */
  readonly policy: Omit<Autoscaling, 'min' | 'max'> | null;
};

/** The one-time schedule that deletes the endpoint. */
export type NativeSchedule = {
  readonly arn: string;
  /** Milliseconds since 1970. */
  readonly at: number;
};

const nothingOperating: OperatingNative = { scalable: null, schedule: null };

export function operatingOf(live: Deployment | undefined): OperatingNative {
  const native = live?.native as { readonly operating?: OperatingNative } | null | undefined;
  return native?.operating ?? nothingOperating;
}

/** The rule as it was given, where it is whole and ours. */
export function ruleOf({ scalable }: OperatingNative): Autoscaling | undefined {
  if (scalable?.policy == null) return undefined;
  const { min, max, policy } = scalable;
  return { min, max, ...policy };
}

/** Of every endpoint at most one policy is ours. */
export const policyName = 'torchrelay-requests';

/** How Application Auto Scaling calls the number of instances of an endpoint. */
export function scalableTarget(name: string): {
  readonly ServiceNamespace: 'sagemaker';
  readonly ResourceId: string;
  readonly ScalableDimension: 'sagemaker:variant:DesiredInstanceCount';
} {
  return {
    ServiceNamespace: 'sagemaker',
    ResourceId: `endpoint/${name}/variant/${variantName}`,
    ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
  };
}

/** Of an endpoint, in its region. */
export function scheduleName(name: string): string {
  return `torchrelay-${name}`;
}

/** Roles are an account's, in all regions: at most 62 of the 64 characters that IAM takes. */
export function expiryRoleName(name: string, region: string): string {
  return `torchrelay-ttl-${region}-${name}`;
}
