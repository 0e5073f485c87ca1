import { TorchrelayError, type WireTensor } from '@torchrelay/core';
import type { WorkerProcess } from '../worker/worker-process.ts';

/**
 * One call of the model.
 *
 * @throws TorchrelayError `MODEL_FAILED`, which costs the worker its life where it has lost its GPU, since no later
 * call would succeed; `WORKER_LOST`; `TIME_LIMIT_EXCEEDED`, which costs it too, since nothing else stops a call that
 * runs
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
    if (TorchrelayError.isInstance(cause) && cause.data['reason'] === 'device-lost') worker.kill();
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
