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
  /** Of the job: a CPU is enough for a line. */
  readonly accelerator?: JobDefinition['accelerator'];
  readonly options?: PipelineOptions;
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
  accelerator = 'cpu',
  options = {},
}: TrainAndServe): Promise<PipelineResult> {
  return pipeline(
    {
      name: 'across-clouds',
      train: {
        target: trainOn,
        source: fileURLToPath(new URL('job', import.meta.url)),
        entry: 'train.py',
        args: [String(slope)],
        accelerator,
        maxRunTimeInMs: 60 * 60_000,
      },
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
