import { TorchrelayError, type WireTensor } from '@torchrelay/core';
import type { WorkerProcess } from '../worker/worker-process.ts';

/**
 * One call of the model.
 *
 * @throws TorchrelayError `MODEL_FAILED`, `WORKER_LOST`; `TIME_LIMIT_EXCEEDED`, which costs the worker its life,
 * since nothing else stops a call that runs
 */
export async function askWorker({
  worker,
  inputs,
  timeLimitInMs,
}: {
  worker: WorkerProcess;
  inputs: readonly WireTensor[];
  timeLimitInMs: number;
}): Promise<readonly WireTensor[]> {
  let isOverdue = false;
  const timer = setTimeout(() => {
    isOverdue = true;
    worker.kill();
  }, timeLimitInMs);
  try {
    return (await worker.request({ type: 'infer', tensors: inputs })).tensors;
  } catch (cause) {
    if (!isOverdue) throw cause;
    throw new TorchrelayError({
      code: 'TIME_LIMIT_EXCEEDED',
      message: `The model did not answer within ${timeLimitInMs} ms.`,
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
}
