import {
  checkName,
  type DeployOptions,
  type ModelSource,
  trainedModel,
  trainingProvenance,
  type TrainingRun,
} from '@torchrelay/core';
import type { JobState, Target } from '@torchrelay/core/target';

import { CommandError } from '../errors/command-error.ts';
import { openTarget } from '../targets/open-target.ts';
import { openRun } from '../training/open-run.ts';

export interface Deployable {
  readonly model: ModelSource;
  /** What the address itself says of the deployment. */
  readonly options: Pick<DeployOptions, 'name' | 'provenance'>;
}

/** @param file a path, or `job:NAME`, `job:NAME@2`: what a training job has left */
export async function openDeployable({
  file,
  trainedOn,
  target,
  abortSignal,
}: {
  readonly file: string;
  /** Where the job ran, if not where it is to serve. */
  readonly trainedOn: string | undefined;
  readonly target: Target;
  readonly abortSignal: AbortSignal;
}): Promise<Deployable> {
  const [, name, attempt] = /^job:([^@]*)(?:@(\d+))?$/.exec(file) ?? [];
  if (name === undefined) return { model: file, options: {} };
  const trainer = trainedOn === undefined ? target : (await openTarget(trainedOn)).target;
  const run = await openRun({
    name: checkName(name),
    attempt: attempt === undefined ? undefined : Number(attempt),
    target: trainer,
    abortSignal,
  });
  const { state } = await run.status({ abortSignal });
  if (state !== 'succeeded') throw notTrained(run, state);
  const result = await run.result({ abortSignal, maxRestarts: 0 });
  return { model: trainedModel(result), options: { name, provenance: trainingProvenance(result) } };
}

function notTrained({ name, attempt }: TrainingRun, state: JobState): CommandError {
  return new CommandError({
    code: 'JOB_NOT_DONE',
    message: `Attempt ${attempt} of "${name}" has left no model: it is ${state}.`,
    hint: `Wait for its end, or name an attempt that succeeded: job:${name}@N`,
    data: { name, attempt, state },
  });
}
