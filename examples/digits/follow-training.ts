import { metricOf, trainingRun } from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';

export interface FollowOptions {
  readonly name: string;
  readonly target: Target;
  readonly onLine: (line: string) => void;
  readonly abortSignal: AbortSignal;
}

const firstRank = '[rank 0] ';

/** Passes on what the first process prints, until the job has ended. @returns the losses that it wrote down */
export async function followTraining({
  name,
  target,
  onLine,
  abortSignal,
}: FollowOptions): Promise<readonly number[]> {
  const run = await trainingRun(name, target, { abortSignal });
  const losses: number[] = [];
  for await (const line of run.logs({ follow: true, abortSignal })) {
    const loss = metricOf(line)?.values['loss'];
    if (loss !== undefined) losses.push(loss);
    else if (line.text.startsWith(firstRank)) onLine(line.text.slice(firstRank.length));
  }
  return losses;
}
