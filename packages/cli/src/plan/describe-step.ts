import type { Step, StepAction } from '@torchrelay/core/target';

import { shortId } from './short-id.ts';

type StepName = Pick<Step, 'action' | 'kind' | 'target'>;

/** `create deployment 4b2f…`: what a step does to what. */
export function describeStep(step: StepName): string {
  return `${step.action} ${step.kind} ${targetOf(step)}`;
}

/** The native name as people read it. */
export function targetOf({ action, target }: StepName): string {
  const release = action === 'record' ? /(\d+)\.json$/.exec(target)?.[1] : undefined;
  return release === undefined ? shortId(target) : String(Number(release));
}

export type Sign = '+' | '~' | '-' | '?';

/** What a step is to the reader of a plan. */
export function signOf(action: StepAction): Sign {
  return signs[action];
}

const signs: Readonly<Record<StepAction, Sign>> = {
  create: '+',
  upload: '+',
  record: '+',
  update: '~',
  replace: '~',
  route: '~',
  stop: '-',
  delete: '-',
  verify: '?',
};
