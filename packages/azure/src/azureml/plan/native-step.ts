import type { Change, Step, StepAction, StepInput } from '@torchrelay/core/target';

import { type Method, permissionOf } from '../client/permission-of.ts';

export type StepKind =
  | 'environment'
  | 'model'
  | 'endpoint'
  | 'deployment'
  | 'traffic'
  | 'autoscaling';

/** What each kind of thing is called in paths, with names in between. */
const paths: Readonly<Record<StepKind, string>> = {
  environment: 'environments/-/versions/-',
  model: 'models/-/versions/-',
  endpoint: 'onlineEndpoints/-',
  deployment: 'onlineEndpoints/-/deployments/-',
  traffic: 'onlineEndpoints/-',
  autoscaling: 'Microsoft.Insights/autoscalesettings/-',
};

/** A step of Azure ML's; its order in the plan is its only dependency. */
export function nativeStep({
  action,
  kind,
  target,
  id = `${action} ${kind} ${target}`,
  inputs = {},
  changes = [],
  methods,
}: {
  readonly action: StepAction;
  readonly kind: StepKind;
  readonly target: string;
  /** Where action and target do not tell two steps apart. */
  readonly id?: string;
  readonly inputs?: { readonly [name: string]: StepInput };
  readonly changes?: readonly Change[];
  readonly methods: readonly Method[];
}): Step {
  return {
    id,
    action,
    kind,
    target,
    after: [],
    inputs,
    changes,
    permissions: methods.map((method) => permissionOf(method, paths[kind])),
  };
}
