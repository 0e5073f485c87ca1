import { TorchrelayError } from '@torchrelay/core';
import type { Step, StepCall, StepResult, TrainSpec } from '@torchrelay/core/target';

import { serviceCodeOf } from '../../client/aws-failure.ts';
import type { RolePlace } from '../role/observe-role.ts';
import type { SagemakerClients } from '../sagemaker-clients.ts';
import { ask, isPresence } from '../sagemaker-request.ts';
import type { SagemakerSettings } from '../sagemaker-settings.ts';
import { done, pending, pollsOf } from '../steps/step-run.ts';
import { describeJob, hasEnded } from './describe-job.ts';
import { explainJob } from './explain-job.ts';
import { jobRequest } from './job-request.ts';
import { doTrainingRoleStep, roleKind } from './role/role-step.ts';
import { trainingRoleArn } from './role/training-role-name.ts';

export interface JobStepRun {
  readonly step: Step;
  readonly call: StepCall;
  readonly clients: SagemakerClients;
  readonly settings: SagemakerSettings;
  readonly place: RolePlace;
  /** `s3://bucket/prefix`, without a slash at the end. */
  readonly storeLocation: string;
}

/** One request: begins a step, or looks how far it is. */
export function doJobStep(run: JobStepRun): Promise<StepResult> {
  if (run.step.kind === roleKind) return doTrainingRoleStep(run);
  return run.step.action === 'create' ? start(run) : stop(run);
}

/** Two minutes, in which IAM makes a new role known. */
const mostPolls = 24;
const unknownRole: ReadonlySet<string> = new Set(['ROLE_NOT_USABLE', 'DATA_NOT_READABLE']);

async function start(run: JobStepRun): Promise<StepResult> {
  const polls = pollsOf(run.call) ?? 0;
  try {
    await create(run);
    return done;
  } catch (error) {
    // Its name is of this attempt alone: it is the same.
    if (isPresence(error)) return done;
    const isNew = run.settings.role === undefined && polls < mostPolls;
    if (isNew && TorchrelayError.isInstance(error) && unknownRole.has(error.code))
      return pending('SageMaker does not know the new role yet', polls);
    throw error;
  }
}

async function create({
  step,
  call,
  clients,
  settings,
  place,
  storeLocation,
}: JobStepRun): Promise<void> {
  // The step was planned here: its input is the spec as it was.
  const spec = call.inputs['spec'] as unknown as TrainSpec;
  const role = settings.role ?? trainingRoleArn({ name: spec.name, ...place });
  const request = jobRequest(spec, settings, { storeLocation, role });
  const client = await clients.sagemaker();
  try {
    await ask({
      attempt: `Cannot start the training job ${step.target}`,
      permission: 'sagemaker:CreateTrainingJob',
      abortSignal: call.abortSignal,
      send: (options) => client.createTrainingJob(request, options),
    });
  } catch (error) {
    throw refusedJob(error);
  }
}

/** What SageMaker says of a job, under one code for everything that is wrong with one. */
function refusedJob(error: unknown): unknown {
  if (!TorchrelayError.isInstance(error) || error.code === 'ACCESS_DENIED') return error;
  const { said } = error.data;
  const meaning = typeof said === 'string' ? explainJob(said) : undefined;
  if (meaning === undefined || meaning.code === error.code) return error;
  const { message, recovery, effect, cause, data } = error;
  return new TorchrelayError({ ...meaning, message, recovery, effect, cause, data });
}

async function stop(run: JobStepRun): Promise<StepResult> {
  const { step, call, clients } = run;
  const found = await describeJob(clients, step.target, call);
  if (found === undefined || hasEnded(found)) return done;
  const polls = pollsOf(call);
  if (polls === undefined && found.TrainingJobStatus !== 'Stopping') await askToStop(run);
  return pending('the script may still write a checkpoint', polls);
}

async function askToStop({ step, call, clients }: JobStepRun): Promise<void> {
  const client = await clients.sagemaker();
  try {
    await ask({
      attempt: `Cannot stop the training job ${step.target}`,
      permission: 'sagemaker:StopTrainingJob',
      abortSignal: call.abortSignal,
      send: (options) => client.stopTrainingJob({ TrainingJobName: step.target }, options),
    });
  } catch (error) {
    // It has just ended by itself, which the next look will tell.
    if (serviceCodeOf(error) !== 'ValidationException') throw error;
  }
}
