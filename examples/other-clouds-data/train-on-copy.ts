import { fileURLToPath } from 'node:url';

import { type RemoteFolder, train, type TrainingResult, type TrainOptions } from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';

/** What was copied is found again by the next job that names it, and goes with the last one. */
export async function trainOnCopy({
  numbers,
  target,
  options = {},
}: {
  readonly numbers: RemoteFolder;
  readonly target: Target;
  readonly options?: TrainOptions;
}): Promise<TrainingResult> {
  const source = fileURLToPath(new URL('job', import.meta.url));
  const run = await train(
    { name: 'sum', source, entry: 'sum.py', data: { numbers }, accelerator: 'cpu' },
    target,
    options,
  );
  return run.result();
}
