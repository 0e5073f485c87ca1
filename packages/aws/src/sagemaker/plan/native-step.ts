import type { Change, Step, StepAction, StepInput } from '@torchrelay/core/target';

/** The one variant that our endpoints have. */
export const variantName = 'AllTraffic';

export type StepKind =
  | 'model'
  | 'endpoint configuration'
  | 'endpoint'
  | 'instances'
  | 'alarm'
  | 'stored requests';

/** How an endpoint is scaled, and when it ends: beside the release. */
export type OperatingKind = 'autoscaling' | 'schedule' | 'schedule role';

/** A step of SageMaker's; its order in the plan is its only dependency. */
export function nativeStep({
  action,
  kind,
  target,
  inputs = {},
  changes = [],
  permissions,
}: {
  readonly action: StepAction;
  readonly kind: StepKind | OperatingKind;
  readonly target: string;
  readonly inputs?: { readonly [name: string]: StepInput };
  readonly changes?: readonly Change[];
  readonly permissions: readonly string[];
}): Step {
  return {
    id: `${action} ${kind} ${target}`,
    action,
    kind,
    target,
    after: [],
    inputs,
    changes,
    permissions,
  };
}
