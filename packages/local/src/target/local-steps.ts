import { rmSync } from 'node:fs';

import { TorchrelayError } from '@torchrelay/core';
import type { Step, StepCall, StepResult } from '@torchrelay/core/target';

import type { DeploymentStatus } from '../server/control-messages.ts';
import { readServerFile, removeServerFile } from '../server/server-file.ts';
import { findServer, type LocalServer, spawnServer } from '../server/spawn-server.ts';
import type { LocalSettings } from './local-settings.ts';
import { textOf } from './text-of.ts';

const done: StepResult = { state: 'done' };

export interface LocalStepRun {
  readonly step: Step;
  readonly call: StepCall;
  readonly settings: LocalSettings;
  readonly runtimeDirectory: string;
  /** Where a store prefix lies in the file system. */
  readonly folderOf: (prefix: string) => string;
}

/** One request to the server of a name, or the starting or ending of it. */
export async function doLocalStep(run: LocalStepRun): Promise<StepResult> {
  const { action, kind } = run.step;
  if (kind === 'server') return action === 'create' ? startServer(run) : stopServer(run);
  const server = runningServer(run);
  if (kind === 'time limit') return setExpiry(run, server);
  if (kind === 'workers') return setWorkers(run, server);
  if (action === 'create') return createDeployment(run, server);
  if (action === 'delete') return deleteDeployment(run, server);
  await server.control.setTraffic(textOf(run.call.inputs['release']));
  return done;
}

async function startServer({
  settings,
  runtimeDirectory,
  call,
}: LocalStepRun): Promise<StepResult> {
  const { python, port, detached = false } = settings;
  await spawnServer({
    runtimeDirectory,
    mode: detached ? 'detached' : 'attached',
    python,
    abortSignal: call.abortSignal,
    ...(port !== undefined && { port }),
  });
  return done;
}

async function stopServer({ runtimeDirectory, call }: LocalStepRun): Promise<StepResult> {
  const server = findServer({ runtimeDirectory });
  if (server === undefined) {
    // It alone tells what a killed server has elsewhere.
    const file = readServerFile(runtimeDirectory);
    if (file !== undefined) removeServerFile({ runtimeDirectory, file });
    rmSync(runtimeDirectory, { recursive: true, force: true });
    return done;
  }
  if (call.continuation === undefined) await server.control.stop();
  return pending('the server is ending its requests');
}

async function createDeployment(
  { step, call, settings: { threads, device, strict }, folderOf }: LocalStepRun,
  { control }: LocalServer,
): Promise<StepResult> {
  const status = await control.createDeployment({
    id: step.target,
    packageDirectory: folderOf(textOf(call.inputs['prefix'])),
    ...numberGiven(call, 'workers'),
    ...numberGiven(call, 'workersSetting'),
    ...(threads !== undefined && { threads }),
    ...(device !== undefined && { device }),
    ...(strict !== undefined && { strict }),
  });
  if (status.state === 'ready') return done;
  if (status.state === 'failed') throw loadFailed(status);
  return pending('PyTorch is loading the model');
}

function numberGiven<Name extends string>(
  { inputs }: StepCall,
  name: Name,
): { readonly [Given in Name]?: number } {
  const value = inputs[name];
  // A computed name widens to any text.
  return typeof value === 'number' ? ({ [name]: value } as { [Given in Name]: number }) : {};
}

async function setWorkers({ call }: LocalStepRun, { control }: LocalServer): Promise<StepResult> {
  const wanted = Number(call.inputs['workers']);
  const status = await control.setWorkers(textOf(call.inputs['release']), wanted);
  if (status.workerPids.length === wanted) return done;
  // The others go on, and the release that is served stays.
  if (status.workerFailure !== undefined) throw loadFailed({ failure: status.workerFailure });
  return pending(`${status.workerPids.length} of ${wanted} workers have the model`);
}

async function setExpiry(
  { step, call }: LocalStepRun,
  { control }: LocalServer,
): Promise<StepResult> {
  const isRemoved = step.action === 'delete';
  await control.setExpiry(isRemoved ? undefined : Date.now() + Number(call.inputs['ttlInMs']));
  return done;
}

async function deleteDeployment(
  { step }: LocalStepRun,
  { control }: LocalServer,
): Promise<StepResult> {
  const { deployment } = await control.deleteDeployment(step.target);
  return deployment === undefined ? done : pending('ending its requests');
}

function runningServer({ runtimeDirectory, call }: LocalStepRun): LocalServer {
  const server = findServer({ runtimeDirectory });
  if (server !== undefined) return server;
  throw new TorchrelayError({
    code: 'SERVER_GONE',
    message: `The local server of "${textOf(call.inputs['name'])}" ended in the middle of the change.`,
    recovery: 'replan',
    effect: 'unknown',
  });
}

function pending(detail: string): StepResult {
  return { state: 'pending', pollInMs: 50, detail, continuation: { begun: true } };
}

/** The failure as the server's worker reported it. */
function loadFailed({ failure = {} }: Pick<DeploymentStatus, 'failure'>): TorchrelayError {
  const hint = textOf(failure['hint']);
  return new TorchrelayError({
    code: textOf(failure['code'], 'MODEL_LOAD_FAILED'),
    message: textOf(failure['message'], 'The model could not be loaded.'),
    ...(hint !== '' && { hint }),
    effect: 'done',
  });
}
