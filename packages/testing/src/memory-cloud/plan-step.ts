import type { Step, StepAction, StepInput } from '@torchrelay/core/target';

/** A step of a memory cloud's plan; its order in the plan is its only dependency. */
export function planStep({
  action,
  target,
  detail,
  inputs = {},
}: {
  readonly action: StepAction;
  readonly target: string;
  /** Tells steps apart that do the same to the same thing. */
  readonly detail?: string;
  readonly inputs?: { readonly [name: string]: StepInput };
}): Step {
  const kind = target.split('/')[0] ?? target;
  return {
    id: [action, target, ...(detail === undefined ? [] : [detail])].join(' '),
    action,
    kind,
    target,
    after: [],
    inputs,
    changes: [],
    permissions: [`memory:${action}`],
  };
}
