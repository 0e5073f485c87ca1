import type { ObjectStore, Step, StepCall, StepResult } from '@torchrelay/core/target';

import type { AzurePlace } from '../azure-place.ts';
import type { AzureMlSettings } from '../azureml-settings.ts';
import type { MlClient } from '../client/ml-client.ts';
import type { Operation } from '../client/operation.ts';
import type { EndpointTags, ReleaseTags } from '../tags.ts';

/** What carrying out one request of a step needs. */
export interface StepRun {
  readonly step: Step;
  readonly call: StepCall;
  readonly client: MlClient;
  readonly settings: AzureMlSettings;
  readonly place: AzurePlace;
  readonly store: ObjectStore;
  /** What the workspace's builds of images write. */
  readonly buildLogs: ObjectStore;
  /** A URI, as `StoreState` has it; ends with a slash. */
  readonly storeLocation: string;
}

export const done: StepResult = { state: 'done' };

/** Azure takes minutes: asking more often only meets its limits on requests. */
const defaultPollInMs = 10_000;

/** What a process remembers of a step between two calls. */
export type Begun = {
  /** How often it has asked since its request was accepted. */
  readonly polls: number;
  readonly operation?: Operation;
  /** Whether it was seen under way before. */
  readonly lasts?: boolean;
  /** When it was begun, in milliseconds since 1970. */
  readonly since?: number;
};

/** @param begun absent while something else has to end first */
export function pending(
  detail: string,
  begun?: Begun,
  pollInMs: number = defaultPollInMs,
): StepResult {
  const answer = { state: 'pending', pollInMs, detail } as const;
  return begun === undefined ? answer : { ...answer, continuation: begun };
}

export function begunOf({ continuation }: StepCall): Begun | undefined {
  const isOurs =
    typeof continuation === 'object' && continuation !== null && 'polls' in continuation;
  return isOurs ? (continuation as Begun) : undefined;
}

export function endpointTagsFor({ step, storeLocation }: StepRun): EndpointTags {
  return { name: step.target, store: storeLocation };
}

/** The tags of what the step makes for a release. */
export function releaseTagsFor({ call, storeLocation }: StepRun): ReleaseTags {
  const release = call.inputs['release'] as Omit<ReleaseTags, 'store'>;
  return { ...release, store: storeLocation };
}

/** Which endpoint a step is about; `undefined` for what several share. */
export function endpointOf(run: StepRun): string | undefined {
  const { kind, target } = run.step;
  return ['endpoint', 'traffic'].includes(kind) ? target : textOf(run, 'endpoint') || undefined;
}

/** An input that the plan has given as a text. */
export function textOf({ call }: StepRun, name: string): string {
  const value = call.inputs[name];
  return typeof value === 'string' ? value : '';
}
