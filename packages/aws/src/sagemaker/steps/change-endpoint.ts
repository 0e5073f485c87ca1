import { TorchrelayError } from '@torchrelay/core';
import type { JsonObject, Rollout, StepResult, Strategy } from '@torchrelay/core/target';

import { endpointFailure } from '../failure/sagemaker-failure.ts';
import type { NativeEndpoint } from '../native.ts';
import { lastLogLine } from '../last-log-line.ts';
import { describeEndpoint } from '../observe/describe-endpoint.ts';
import { variantName } from '../plan/native-step.ts';
import { rollingBatch } from '../plan/peak-instances.ts';
import { ask, isAbsence, isBusy, isPresence } from '../sagemaker-request.ts';
import { soundingAlarms } from './alarms.ts';
import { type ChangeInputs, deploymentConfig } from './deployment-config.ts';
import { done, pending, pollsOf, type StepRun, tagsFor, textOf, waiting } from './step-run.ts';

/** Begins the endpoint, once the one before it is gone, or looks how far it is. */
export async function doCreateEndpoint(run: StepRun): Promise<StepResult> {
  const { step, call, clients } = run;
  const found = await describeEndpoint(clients, step.target, call);
  if (found?.status === 'Deleting' && pollsOf(call) === undefined) {
    return waiting('Deleting: the endpoint before it has to be gone');
  }
  if (found !== undefined) return progressOf(run, found);
  // Not seen yet, though begun.
  if (pollsOf(call) !== undefined) return pending('Creating', pollsOf(call));
  const client = await clients.sagemaker();
  const request = {
    EndpointName: step.target,
    EndpointConfigName: textOf(run, 'config'),
    Tags: tagsFor(run),
  };
  try {
    await ask({
      attempt: `Cannot create the endpoint ${step.target}`,
      permission: 'sagemaker:CreateEndpoint',
      abortSignal: call.abortSignal,
      send: (options) => client.createEndpoint(request, options),
    });
  } catch (error) {
    if (isAbsence(error)) throw notSeenYet(error);
    if (!isPresence(error)) throw error;
  }
  return pending('Creating: an instance is looked for, and the package is brought to it');
}

async function progressOf(run: StepRun, endpoint: NativeEndpoint): Promise<StepResult> {
  const { step, call } = run;
  if (endpoint.status === 'InService') return done;
  if (isAtWork(endpoint)) return pending(await withLastLine(run, endpoint.status), pollsOf(call));
  throw endpointFailure({ name: step.target, reason: endpoint.failureReason ?? endpoint.status });
}

/** Half a minute: no container writes anything before. */
const pollsBeforeLog = 6;

/** `Creating: 2026-11-23 12:34 loading model`: what the container says while it is waited for. */
async function withLastLine({ step, call, clients }: StepRun, status: string): Promise<string> {
  if ((pollsOf(call) ?? 0) < pollsBeforeLog) return status;
  const line = await lastLogLine(clients, step.target, call);
  return line === undefined ? status : `${status}: ${line}`;
}

const working: ReadonlySet<string> = new Set([
  'Creating',
  'Updating',
  'SystemUpdating',
  'RollingBack',
  'Deleting',
]);

function isAtWork({ status }: NativeEndpoint): boolean {
  return working.has(status);
}

/** A change that was accepted is seen at once, nearly always. */
const pollsUntilSeen = 3;

/** Begins a change of what serves, waits for what is under way before it, and finds out when SageMaker takes it back. */
export async function doUpdateEndpoint(run: StepRun): Promise<StepResult> {
  const { step, call, clients } = run;
  const endpoint = await describeEndpoint(clients, step.target, call);
  if (endpoint === undefined) throw gone(step.target);
  const polls = pollsOf(call);
  if (isAtWork(endpoint)) {
    const isOurs = polls !== undefined || endpoint.pendingConfig === textOf(run, 'config');
    // What another change ends with is no verdict on ours, which has not begun.
    if (!isOurs) return waiting(`${endpoint.status}: another change is under way`);
    return updating(run, endpoint, Math.max(polls ?? 0, pollsUntilSeen));
  }
  if (endpoint.configName === textOf(run, 'config') && endpoint.status === 'InService') return done;
  if (polls === undefined) return beginUpdate(run);
  if (polls < pollsUntilSeen && endpoint.status === 'InService') return pending('Updating', polls);
  const sounding = await soundingAlarms(clients, alarmsIn(call.inputs), call);
  throw sounding.length > 0
    ? alarmed(step.target, sounding)
    : takenBack(step.target, endpoint, `${endpoint.configName} serves again`);
}

/** _spec_: what SageMaker calls the stages of a change. */
const stages: Readonly<Record<string, string>> = {
  Creating: 'the new instances are started',
  ActivatingTraffic: 'the traffic moves',
  Baking: 'the new release is watched',
  Deleting: 'the old instances are ended',
};

function updating({ call }: StepRun, { status, stage }: NativeEndpoint, polls: number): StepResult {
  const detail = stages[stage ?? ''];
  const waitsInMs = 1000 * Number(call.inputs['waitsInSeconds'] ?? 0);
  return pending(detail === undefined ? status : `${status}: ${detail}`, polls, waitsInMs);
}

async function beginUpdate(run: StepRun): Promise<StepResult> {
  const { step, call, clients } = run;
  const client = await clients.sagemaker();
  const request = {
    EndpointName: step.target,
    EndpointConfigName: textOf(run, 'config'),
    DeploymentConfig: deploymentConfig(changeInputs(run)),
  };
  try {
    await ask({
      attempt: `Cannot update the endpoint ${step.target}`,
      permission: 'sagemaker:UpdateEndpoint',
      abortSignal: call.abortSignal,
      send: (options) => client.updateEndpoint(request, options),
    });
  } catch (error) {
    if (isBusy(error)) return waiting('another change is under way');
    if (isAbsence(error)) throw notSeenYet(error);
    throw error;
  }
  return pending('Updating: new instances are started beside the old ones');
}

function changeInputs({ call: { inputs } }: StepRun): ChangeInputs {
  return {
    strategy: inputs['strategy'] as Strategy,
    rollout: inputs['rollout'] as Rollout | undefined,
    batch: rollingBatch(Number(inputs['instances'])),
    alarms: alarmsIn(inputs),
    limitInSeconds: Number(inputs['limitInSeconds']),
  };
}

function alarmsIn({ alarms = [] }: JsonObject): readonly string[] {
  return alarms as readonly string[];
}

/** Changes how many instances serve, and nothing else. */
export async function doScale(run: StepRun): Promise<StepResult> {
  const { step, call, clients } = run;
  const endpoint = await describeEndpoint(clients, step.target, call);
  if (endpoint === undefined) throw gone(step.target);
  const wanted = Number(call.inputs['instances']);
  const polls = pollsOf(call);
  if (isAtWork(endpoint)) {
    if (polls === undefined) return waiting(endpoint.status);
    return pending(endpoint.status, Math.max(polls, pollsUntilSeen));
  }
  if (endpoint.instances === wanted) return done;
  if (polls !== undefined) {
    if (polls < pollsUntilSeen) return pending('Updating', polls);
    throw takenBack(
      step.target,
      endpoint,
      `it has as many instances as before, ${endpoint.instances}`,
    );
  }
  const client = await clients.sagemaker();
  const weights = [{ VariantName: variantName, DesiredInstanceCount: wanted }];
  await ask({
    attempt: `Cannot scale the endpoint ${step.target}`,
    permission: 'sagemaker:UpdateEndpointWeightsAndCapacities',
    abortSignal: call.abortSignal,
    send: (options) =>
      client.updateEndpointWeightsAndCapacities(
        { EndpointName: step.target, DesiredWeightsAndCapacities: weights },
        options,
      ),
  });
  return pending(`Updating: ${wanted} instances`);
}

/** SageMaker reports a change that it took back as a success of the old state. */
function takenBack(
  name: string,
  { failureReason: reason }: NativeEndpoint,
  now: string,
): TorchrelayError {
  if (reason !== null) return endpointFailure({ name, reason });
  return new TorchrelayError({
    code: 'UPDATE_TAKEN_BACK',
    message: `SageMaker has taken the change of ${name} back: ${now}, and it does not say why.`,
    hint: `The log of the new instances may: torchrelay logs ${name}`,
    effect: 'done',
  });
}

function alarmed(name: string, alarms: readonly string[]): TorchrelayError {
  return new TorchrelayError({
    code: 'ROLLOUT_ALARMED',
    message: `SageMaker has taken the change of ${name} back: ${alarms.join(' and ')} went off.`,
    hint: `What the new release answered stands in its log: torchrelay logs ${name}`,
    effect: 'done',
    data: { alarms },
  });
}

function gone(name: string): TorchrelayError {
  return new TorchrelayError({
    code: 'ENDPOINT_GONE',
    message: `The endpoint ${name} was deleted in the middle of the change.`,
    hint: 'Run the command again: what is missing is made anew.',
    recovery: 'replan',
    effect: 'unknown',
  });
}

/** SageMaker may not see yet what it has just made. */
function notSeenYet(cause: unknown): TorchrelayError {
  return new TorchrelayError({
    code: 'NOT_SEEN_YET',
    message: cause instanceof Error ? cause.message : String(cause),
    recovery: 'retry',
    cause,
  });
}
