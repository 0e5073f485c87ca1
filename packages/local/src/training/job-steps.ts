import { mkdirSync, writeFileSync } from 'node:fs';

import { TorchrelayError } from '@torchrelay/core';
import type { Step, StepCall, StepResult, TrainSpec } from '@torchrelay/core/target';

import { hasCode } from '../has-code.ts';
import { findPython } from '../python/find-python.ts';
import type { LocalSettings } from '../target/local-settings.ts';
import { isSameProcess, type ProcessIdentity } from '../server/process-identity.ts';
import { isUnderWay } from './is-under-way.ts';
import { type JobConfig, type JobFolder, readState } from './job-folder.ts';
import { observeJob } from './observe-job.ts';
import { spawnSupervisor, supervisorLog } from './spawn-supervisor.ts';

const pollInMs = 50;
const stoppingPollInMs = 100;

export interface JobStepRun {
  readonly step: Step;
  readonly call: StepCall;
  readonly settings: LocalSettings;
  /** Of the store. */
  readonly root: string;
  readonly folder: JobFolder;
}

export async function doJobStep(run: JobStepRun): Promise<StepResult> {
  return run.step.action === 'create' ? start(run) : stop(run);
}

/** Done when the process that looks after the job has written its first state. */
async function start(run: JobStepRun): Promise<StepResult> {
  const { folder, call } = run;
  // As this step left it.
  const begun = call.continuation as ProcessIdentity | undefined;
  // Looked for before its state is: a short job may have ended well meanwhile.
  const isGone = begun !== undefined && !isSameProcess(begun);
  if (readState(folder) !== undefined) return { state: 'done' };
  if (isGone) throw startFailed(folder);
  const supervisor = begun ?? (await begin(run));
  const detail = 'the job is being started';
  return { state: 'pending', pollInMs, detail, continuation: { ...supervisor } };
}

function startFailed(folder: JobFolder, cause?: unknown): TorchrelayError {
  return new TorchrelayError({
    code: 'JOB_START_FAILED',
    message: 'The process that looks after the job could not be started, or ended at once.',
    hint: `Its last words are in ${supervisorLog(folder)}.`,
    cause,
  });
}

async function begin({ folder, call, settings, root }: JobStepRun): Promise<ProcessIdentity> {
  // The step was planned here: its input is the spec as it was.
  const spec = call.inputs['spec'] as unknown as TrainSpec;
  const { executable, cudaDevices } = await findPython({ python: settings.python });
  const config: JobConfig = {
    spec,
    storeRoot: root,
    python: executable,
    cudaDevices: settings.device === 'cpu' ? [] : cudaDevices,
    isAttached: settings.detached !== true,
  };
  const secrets = readSecrets(spec);
  mkdirSync(folder.root, { recursive: true, mode: 0o700 });
  writeFileSync(folder.config, JSON.stringify(config), { mode: 0o600 });
  const { isAttached } = config;
  try {
    return await spawnSupervisor({ folder, isAttached, secrets });
  } catch (cause) {
    throw startFailed(folder, cause);
  }
}

/** On this machine the store of secrets is the environment. They are handed on, and written nowhere. */
function readSecrets({ secrets }: TrainSpec): Record<string, string> {
  const entries = Object.entries(secrets).map(([name, reference]): [string, string] => {
    const value = process.env[reference];
    if (value !== undefined) return [name, value];
    throw new TorchrelayError({
      code: 'SECRET_NOT_FOUND',
      message: `The secret "${name}" is to be taken from the environment variable ${reference}, which is not set.`,
      hint: `Set ${reference}, or name another variable in "secrets".`,
      data: { name, reference },
    });
  });
  return Object.fromEntries(entries);
}

async function stop({ folder, step, call }: JobStepRun): Promise<StepResult> {
  const job = observeJob(step.target, folder);
  if (job === undefined || !isUnderWay(job)) return { state: 'done' };
  if (call.continuation === undefined) signalSupervisor(folder);
  const detail = 'the script may still write a checkpoint';
  return { state: 'pending', pollInMs: stoppingPollInMs, detail, continuation: { asked: true } };
}

function signalSupervisor(folder: JobFolder): void {
  const pid = readState(folder)?.supervisor.pid;
  try {
    if (pid !== undefined) process.kill(pid, 'SIGTERM');
  } catch (error) {
    // It has just ended by itself.
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}
