import { rmSync } from 'node:fs';

import { TorchrelayError } from '@torchrelay/core';
import type { Step, StepCall, StepResult } from '@torchrelay/core/target';

import type { DeploymentStatus } from '../server/control-messages.ts';
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
    rmSync(runtimeDirectory, { recursive: true, force: true });
    return done;
  }
  if (call.continuation === undefined) await server.control.stop();
  return pending('the server is ending its requests');
}

async function createDeployment(
  { step, call, settings: { workers, threads, device, strict }, folderOf }: LocalStepRun,
  { control }: LocalServer,
): Promise<StepResult> {
  const status = await control.createDeployment({
    id: step.target,
    packageDirectory: folderOf(textOf(call.inputs['prefix'])),
    ...(workers !== undefined && { workers }),
    ...(threads !== undefined && { threads }),
    ...(device !== undefined && { device }),
    ...(strict !== undefined && { strict }),
  });
  if (status.state === 'ready') return done;
  if (status.state === 'failed') throw loadFailed(status);
  return pending('PyTorch is loading the model');
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
function loadFailed({ failure = {} }: DeploymentStatus): TorchrelayError {
  const hint = textOf(failure['hint']);
  return new TorchrelayError({
    code: textOf(failure['code'], 'MODEL_LOAD_FAILED'),
    message: textOf(failure['message'], 'The model could not be loaded.'),
    ...(hint !== '' && { hint }),
    effect: 'done',
  });
}
