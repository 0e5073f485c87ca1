import type { ObjectStore, Step, StepCall, StepResult } from '@torchrelay/core/target';

import type { SagemakerClients } from '../sagemaker-clients.ts';
import type { SagemakerSettings } from '../sagemaker-settings.ts';
import { type OurTags, type Tag, tagsOf } from '../tags.ts';

/** What carrying out one request of a step needs. */
export interface StepRun {
  readonly step: Step;
  readonly call: StepCall;
  readonly clients: SagemakerClients;
  readonly settings: SagemakerSettings;
  readonly region: string;
  /** `s3://bucket/prefix`, without a slash at the end. */
  readonly storeLocation: string;
  readonly store: Pick<ObjectStore, 'doList' | 'doDelete'>;
}

export const done: StepResult = { state: 'done' };

/** SageMaker takes minutes: asking more often only meets its limits on requests. */
const pollInMs = 5_000;

/** @param waitsInMs by design: the waits of a rollout */
export function pending(detail: string, polls = 0, waitsInMs = 0): StepResult {
  return { state: 'pending', pollInMs, detail, waitsInMs, continuation: { polls: polls + 1 } };
}

/** Something else has to end before the step can begin. */
export function waiting(detail: string): StepResult {
  return { state: 'pending', pollInMs, detail };
}

/** How often this process has asked about the step; `undefined` before it was begun. */
export function pollsOf({ continuation }: StepCall): number | undefined {
  const polls =
    typeof continuation === 'object' && continuation !== null && 'polls' in continuation
      ? continuation['polls']
      : undefined;
  return typeof polls === 'number' ? polls : undefined;
}

/** The tags of what the step makes. */
export function tagsFor({ call, storeLocation, settings }: StepRun): Tag[] {
  const spec = call.inputs['spec'] as Omit<OurTags, 'store'>;
  const { mode = 'real-time' } = settings;
  const ours = { ...spec, store: storeLocation, ...(mode === 'async' && { mode }) };
  return tagsOf(ours, settings.tags);
}

/** An input that the plan has given as a text. */
export function textOf({ call }: StepRun, name: string): string {
  const value = call.inputs[name];
  return typeof value === 'string' ? value : '';
}
