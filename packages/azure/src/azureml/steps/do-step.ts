import type { StepResult } from '@torchrelay/core/target';

import type { StepKind } from '../plan/native-step.ts';
import { doCreateEnvironment, doCreateModel, doDeleteModel } from './assets.ts';
import { doAutoscale, doDeleteAutoscaling } from './autoscaling.ts';
import { doCreateDeployment, doDeleteDeployment, doScale } from './deployment.ts';
import { doCreateEndpoint, doDeleteEndpoint, doRoute, doUpdateEndpoint } from './endpoint.ts';
import type { StepRun } from './step-run.ts';

type DoStep = (run: StepRun) => Promise<StepResult>;

const steps: Readonly<Partial<Record<`${string} ${StepKind}`, DoStep>>> = {
  'create environment': doCreateEnvironment,
  'create model': doCreateModel,
  'create endpoint': doCreateEndpoint,
  'update endpoint': doUpdateEndpoint,
  'create deployment': doCreateDeployment,
  'update deployment': doScale,
  'route traffic': doRoute,
  'create autoscaling': doAutoscale,
  'update autoscaling': doAutoscale,
  'delete autoscaling': doDeleteAutoscaling,
  'delete deployment': doDeleteDeployment,
  'delete model': doDeleteModel,
  'delete endpoint': doDeleteEndpoint,
};

/** Begins a step, or looks how far it is. */
export async function doServingStep(run: StepRun): Promise<StepResult> {
  const { id, action, kind } = run.step;
  const doStep = steps[`${action} ${kind as StepKind}`];
  if (doStep === undefined) throw new Error(`Azure ML has no step "${id}".`);
  return doStep(run);
}
