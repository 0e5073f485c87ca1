import { fileURLToPath } from 'node:url';

import {
  type JobDefinition,
  pipeline,
  type PipelineOptions,
  type PipelineResult,
} from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';

export interface TrainAndServe {
  /** Where the script runs. */
  readonly trainOn: Target;
  /** Where its model answers: the same cloud, or another. */
  readonly serveOn: Target;
  /** Runs the model once, before an endpoint is paid for. */
  readonly rehearseOn: Target;
  readonly slope: number;
  readonly options?: PipelineOptions;
}

/** The same job is the same attempt, wherever it is asked for. */
export function jobOfSlope(slope: number): JobDefinition {
  return {
    name: 'across-clouds',
    source: fileURLToPath(new URL('job', import.meta.url)),
    entry: 'train.py',
    args: [String(slope)],
    accelerator: 'cpu',
    maxRunTimeInMs: 60 * 60_000,
  };
}

/**
 * Trains in one place and serves in another. The model goes from store to store in ranges: it is never a file on the
 * machine that this runs on.
 */
export async function trainAndServe({
  trainOn,
  serveOn,
  rehearseOn,
  slope,
  options = {},
}: TrainAndServe): Promise<PipelineResult> {
  const { name, ...job } = jobOfSlope(slope);
  return pipeline(
    {
      name,
      train: { target: trainOn, ...job },
      gate: { metric: 'loss', max: 0.001 },
      serve: {
        target: serveOn,
        inputs: { input: 'FP32[-1,1]' },
        outputs: ['y'],
        rehearseOn,
      },
    },
    options,
  );
}
