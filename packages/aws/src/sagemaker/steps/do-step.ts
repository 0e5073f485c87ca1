import type { StepResult } from '@torchrelay/core/target';

import type { StepKind } from '../plan/native-step.ts';
import { doDeleteAlarm, doPutAlarm } from './alarms.ts';
import { doCreateEndpoint, doScale, doUpdateEndpoint } from './change-endpoint.ts';
import { doCreateConfig } from './create-config.ts';
import { doCreateModel } from './create-model.ts';
import { doDeleteConfig, doDeleteEndpoint, doDeleteModel } from './delete-part.ts';
import { doDeleteRequests } from './delete-requests.ts';
import type { StepRun } from './step-run.ts';

type DoStep = (run: StepRun) => Promise<StepResult>;

const creators: Readonly<Record<StepKind, DoStep>> = {
  model: doCreateModel,
  'endpoint configuration': doCreateConfig,
  endpoint: doCreateEndpoint,
  instances: doScale,
  alarm: doPutAlarm,
  'stored requests': doDeleteRequests,
};

const deleters: Readonly<Record<StepKind, DoStep>> = {
  model: doDeleteModel,
  'endpoint configuration': doDeleteConfig,
  endpoint: doDeleteEndpoint,
  instances: refuseToDelete,
  alarm: doDeleteAlarm,
  'stored requests': doDeleteRequests,
};

/** Instances go with their endpoint: no plan deletes them alone. */
function refuseToDelete({ step }: StepRun): Promise<StepResult> {
  return Promise.reject(new TypeError(`No plan has the step "${step.id}".`));
}

/** One request: begins a step, or looks how far it is. */
export function doServingStep(run: StepRun): Promise<StepResult> {
  const { action } = run.step;
  const kind = run.step.kind as StepKind;
  if (action === 'delete') return deleters[kind](run);
  if (kind === 'endpoint' && action === 'update') return doUpdateEndpoint(run);
  return creators[kind](run);
}
