import { TorchrelayError } from '@torchrelay/core';
import type { Step, StepCall, StepResult, TrainSpec } from '@torchrelay/core/target';

import type { AzurePlace } from '../azure-place.ts';
import type { AzureMlSettings } from '../azureml-settings.ts';
import type { MlClient } from '../client/ml-client.ts';
import { lookAtOperation } from '../client/operation.ts';
import { datastoreUri } from '../datastore-uri.ts';
import { begunOf, done, pending } from '../steps/step-run.ts';
import { clusterKind } from './compute/cluster-step.ts';
import { makeCluster } from './compute/make-cluster.ts';
import { jobRequest } from './job-request.ts';
import { jobOfTags } from './job-tags.ts';
import { explainJob } from './observe/explain-job.ts';
import { findJob, hasEnded } from './observe/find-job.ts';
import { environmentKind } from './plan-job.ts';
import { imageEnvironment, imageEnvironmentVersion } from './training-environment.ts';

export interface JobStepRun {
  readonly step: Step;
  readonly call: StepCall;
  readonly client: MlClient;
  readonly settings: AzureMlSettings;
  readonly place: AzurePlace;
  readonly storeLocation: string;
}

/** One request: begins a step, or looks how far it is. */
export async function doJobStep(run: JobStepRun): Promise<StepResult> {
  const { step, call, client, settings, place } = run;
  if (step.kind === environmentKind) return makeEnvironment(run);
  if (step.kind === clusterKind) {
    const { location } = place;
    const compute = step.target;
    return makeCluster({ compute, spec: specOf(call), call, client, settings, location });
  }
  return step.action === 'create' ? start(run) : stop(run);
}

/** The step was planned here: its input is the spec as it was. */
function specOf({ inputs }: StepCall): TrainSpec {
  return inputs['spec'] as unknown as TrainSpec;
}

/** Its version says which image it is: writing it again is the same. */
async function makeEnvironment({ step, call, client }: JobStepRun): Promise<StepResult> {
  const { image } = call.inputs;
  if (typeof image !== 'string') throw new Error('An environment needs an image.');
  const own = imageEnvironment(image);
  const path = `environments/${own.name}/versions/${own.version}`;
  const attempt = `Cannot make the environment ${step.target}`;
  const body = imageEnvironmentVersion(own);
  await client.send({ method: 'PUT', path, body, attempt }, call);
  return done;
}

/** Writing a job again would be an error, or change the tags of the one that is there. */
async function start(run: JobStepRun): Promise<StepResult> {
  const { step, call, client, settings, place, storeLocation } = run;
  const spec = specOf(call);
  const found = await findJob(client, spec.id, call);
  if (found !== undefined) {
    if (jobOfTags(found)?.digest !== spec.digest) throw taken(spec.id);
    return done;
  }
  const uriOf = (key: string): string => datastoreUri(key, settings, place);
  const body = jobRequest(spec, settings, {
    workspaceId: client.workspaceId,
    storeLocation,
    uriOf,
  });
  const attempt = `Cannot start the training job ${step.target}`;
  try {
    await client.send({ method: 'PUT', path: `jobs/${spec.id}`, body, attempt }, call);
  } catch (error) {
    const refused = refusedJob(error);
    if (await isThereAlready(refused, run)) return done;
    throw refused;
  }
  return done;
}

/** The answer to a first try may have been lost, and another been sent below us: what is there is ours then. */
async function isThereAlready(refused: unknown, { call, client }: JobStepRun): Promise<boolean> {
  if (!TorchrelayError.isInstance(refused) || refused.code !== 'NAME_TAKEN') return false;
  const spec = specOf(call);
  const found = await findJob(client, spec.id, call);
  return found !== undefined && jobOfTags(found)?.digest === spec.digest;
}

/** What Azure says of a job, under one code for everything that is wrong with one. */
function refusedJob(error: unknown): unknown {
  if (!TorchrelayError.isInstance(error) || error.data['status'] !== 400) return error;
  const { said, codes } = error.data;
  const meaning = explainJob([codes, said].flat().join(' '));
  if (meaning === undefined) return error;
  const { message, recovery, effect, cause, data } = error;
  const isOfOffer = meaning.code === 'QUOTA_EXCEEDED' || meaning.code === 'NO_CAPACITY';
  return new TorchrelayError({
    ...meaning,
    message,
    recovery: isOfOffer ? 'next-offer' : recovery,
    effect,
    cause,
    data,
  });
}

function taken(id: string): TorchrelayError {
  return new TorchrelayError({
    code: 'NAME_TAKEN',
    message: `There is a job ${id} in the workspace that torchrelay has not started.`,
    hint: 'Train under another name.',
    data: { id },
  });
}

/** Two seconds: the script may be quick to end. */
const stopPollInMs = 2_000;

async function stop(run: JobStepRun): Promise<StepResult> {
  const { step, call, client } = run;
  const attempt = `Cannot stop the training job ${step.target}`;
  const begun = begunOf(call);
  if (begun?.operation !== undefined) {
    const { operation } = begun;
    const progress = await lookAtOperation({ client, operation, attempt, call });
    if (progress.state === 'running') return stopping(progress.pollInMs, begun);
  }
  const found = await findJob(client, step.target, call);
  if (found === undefined || hasEnded(found)) return done;
  if (begun !== undefined || found.properties.status === 'CancelRequested')
    return stopping(stopPollInMs, begun && { polls: begun.polls + 1 });
  const path = `jobs/${step.target}/cancel`;
  const { operation } = await client.send({ method: 'POST', path, attempt }, call);
  return stopping(stopPollInMs, { polls: 0, ...(operation !== undefined && { operation }) });
}

function stopping(pollInMs: number, begun?: Parameters<typeof pending>[1]): StepResult {
  return pending('the script may still write a checkpoint', begun, pollInMs);
}
