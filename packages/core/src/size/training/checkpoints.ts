/**
 * What a checkpoint holds of each parameter. 10: weights in 16 bits and moments in 32 (OPT). 12: weights and moments in
 * 32 bits. 14: weights in 16 and 32 bits and moments in 32 (BLOOM). 16: gradients too.
 */
export type CheckpointBytesPerParameter = 10 | 12 | 14 | 16;

export function checkpointBytes(
  parameters: number,
  bytesPerParameter: CheckpointBytesPerParameter,
): number {
  return parameters * bytesPerParameter;
}

/** How often a job fails, and what saving and starting again cost; all in hours. */
export interface FailureModel {
  /** Between two failures of the whole job. */
  readonly meanTimeBetweenFailuresInHours: number;
  /** How long training stands still for a checkpoint. */
  readonly savingInHours: number;
  /** From a failure until training goes on: noticing, another machine, loading. */
  readonly restartInHours: number;
}

/**
 * The time between checkpoints that loses least: √(2 · saving · mean time between failures).
 * Young, Communications of the ACM 17 (1974); Daly, Future Generation Computer Systems 22 (2006).
 */
export function bestCheckpointInterval({
  savingInHours,
  meanTimeBetweenFailuresInHours,
}: Omit<FailureModel, 'restartInHours'>): number {
  return Math.sqrt(2 * savingInHours * meanTimeBetweenFailuresInHours);
}

/**
 * The share of the time in which training gets ahead, where failures come by chance: each costs what was done since
 * the last checkpoint, and a restart. Daly's model, which holds also where failures are as frequent as checkpoints.
 */
export function goodput(
  {
    meanTimeBetweenFailuresInHours: mtbf,
    savingInHours: saving,
    restartInHours: restart,
  }: FailureModel,
  intervalInHours: number,
): number {
  const wallTime = mtbf * Math.exp(restart / mtbf) * Math.expm1((intervalInHours + saving) / mtbf);
  return intervalInHours / wallTime;
}
