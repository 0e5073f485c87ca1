import { usableBytes } from '../../accelerators/accelerator-kinds.ts';
import { type Fit, judgeFit, type MemoryEstimate } from '../memory-estimate.ts';
import {
  bestCheckpointInterval,
  checkpointBytes,
  type CheckpointBytesPerParameter,
  goodput,
} from './checkpoints.ts';
import { usualNodeMtbfInDays } from './published-failures.ts';
import { trainingMemory } from './training-memory.ts';
import { completeSetup, type TrainingSetup, type TransformerShape } from './training-setup.ts';
import {
  type Range,
  scale,
  trainingAccelerator,
  trainingTime,
  type TrainingTime,
} from './training-time.ts';

/** A training in numbers: of what shape, on how many tokens, on what. */
export interface TrainingJob extends TrainingSetup {
  readonly tokens: number;
  /** `A100-80GB`, or a family, `A100`, of which the smallest is meant. */
  readonly accelerator: string;
  /** @default 8 */
  readonly gpusPerNode?: number | undefined;
  /** US dollars for one GPU and hour; without, nothing is said about cost. */
  readonly usdPerGpuHour?: number | undefined;
  /** @default 14 */
  readonly checkpointBytesPerParameter?: CheckpointBytesPerParameter | undefined;
  /**
   * What one machine writes of a checkpoint in a second, in bytes, while training stands still.
   * @default 1e9
   */
  readonly savingBytesPerSecond?: number | undefined;
  /** Between failures of one machine, in days; by default as in published trainings. */
  readonly nodeMtbfInDays?: number | undefined;
  /**
   * From a failure until training goes on, in hours.
   * @default 0.5
   */
  readonly restartInHours?: number | undefined;
}

/** What a training would need, take and cost. */
export interface TrainingEstimate {
  /** With what was guessed of it. */
  readonly shape: TransformerShape;
  readonly nodes: number;
  /** Of one GPU. */
  readonly memory: MemoryEstimate;
  /** Whether that fits on the accelerator. */
  readonly fit: Fit;
  readonly time: TrainingTime;
  readonly costInUsd: Range | undefined;
  readonly checkpoint: {
    readonly bytes: number;
    readonly bytesPerParameter: CheckpointBytesPerParameter;
    /** How long training stands still for one, in hours. */
    readonly savingInHours: number;
    /** That loses least, in hours. */
    readonly intervalInHours: number;
  };
  readonly failures: {
    readonly jobMtbfInHours: number;
    readonly restartInHours: number;
    /**
     * The share of the time in which training gets ahead, with machines' failures alone. The time above has it in it
     * already, as published trainings had.
     */
    readonly goodput: number;
  };
}

/**
 * What training a transformer would take: memory of each GPU, days, dollars, checkpoints.
 *
 * @throws TorchrelayError `TRAINING_SETUP_INVALID`, `ACCELERATOR_UNKNOWN`
 *
 * @example
 * ```ts
 * const { fit, time, costInUsd } = estimateTraining({
 *   parameters: 7e9, tokens: 1e12, accelerator: 'A100-80GB', gpus: 64, usdPerGpuHour: 3.4,
 * });
 * ```
 */
export function estimateTraining(job: TrainingJob): TrainingEstimate {
  const { shape, gpus, activationCheckpointing, sequenceLength, parameters } = completeSetup(job);
  const { gpusPerNode = 8, usdPerGpuHour, accelerator, tokens } = job;
  const nodes = Math.ceil(gpus / gpusPerNode);
  const time = trainingTime({
    ...shape,
    parameters,
    tokens,
    sequenceLength,
    accelerator,
    gpus,
    activationCheckpointing,
  });
  const memory = trainingMemory(job);
  return {
    shape,
    nodes,
    memory,
    fit: judgeFit(memory, usableBytes(trainingAccelerator(accelerator))),
    time,
    costInUsd: usdPerGpuHour === undefined ? undefined : scale(time.gpuHours, usdPerGpuHour),
    ...checkpointsOf(job, nodes),
  };
}

function checkpointsOf(
  {
    parameters,
    checkpointBytesPerParameter: bytesPerParameter = 14,
    savingBytesPerSecond = 1e9,
    nodeMtbfInDays = usualNodeMtbfInDays(),
    restartInHours = 0.5,
  }: TrainingJob,
  nodes: number,
): Pick<TrainingEstimate, 'checkpoint' | 'failures'> {
  const bytes = checkpointBytes(parameters, bytesPerParameter);
  const savingInHours = bytes / nodes / savingBytesPerSecond / 3600;
  const meanTimeBetweenFailuresInHours = (nodeMtbfInDays * 24) / nodes;
  const failures = { meanTimeBetweenFailuresInHours, savingInHours, restartInHours };
  const intervalInHours = bestCheckpointInterval(failures);
  return {
    checkpoint: { bytes, bytesPerParameter, savingInHours, intervalInHours },
    failures: {
      jobMtbfInHours: meanTimeBetweenFailuresInHours,
      restartInHours,
      goodput: goodput(failures, intervalInHours),
    },
  };
}
