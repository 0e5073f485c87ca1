import { fileURLToPath } from 'node:url';

import { type JobDefinition, type RelayEvent, train, type TrainingResult } from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';

export interface SpotTraining {
  readonly target: Target;
  readonly accelerator: string;
  readonly environment?: JobDefinition['environment'];
  readonly onEvent?: (event: RelayEvent) => void;
}

/**
 * Trains on capacity that may be taken away at any time. The script keeps checkpoints, and after an interruption it
 * finds them again: where the platform does not start it anew by itself, another attempt does.
 */
export async function trainOnSpot({
  target,
  accelerator,
  environment = {},
  onEvent = () => {},
}: SpotTraining): Promise<TrainingResult> {
  const run = await train(
    {
      name: 'spot-line',
      source: fileURLToPath(new URL('job', import.meta.url)),
      entry: 'train.py',
      accelerator,
      environment,
      spot: true,
      maxRunTimeInMs: 60 * 60_000,
      maxWaitInMs: 2 * 60 * 60_000,
    },
    target,
    { onEvent },
  );
  return run.result({ maxRestarts: 5 });
}
