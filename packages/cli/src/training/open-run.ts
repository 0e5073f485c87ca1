import { checkName, trainingRun, type TrainingRun } from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';

/** An attempt of a job that was started before; the last one where none is named. */
export function openRun({
  name,
  attempt,
  target,
  abortSignal,
}: {
  readonly name: string;
  readonly attempt: number | undefined;
  readonly target: Target;
  readonly abortSignal: AbortSignal | undefined;
}): Promise<TrainingRun> {
  return trainingRun(checkName(name), target, {
    ...(attempt !== undefined && { attempt }),
    ...(abortSignal && { abortSignal }),
  });
}
