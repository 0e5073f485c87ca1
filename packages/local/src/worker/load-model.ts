import type { TensorSpec } from '@torchrelay/core/target';
import type { WorkerProcess } from './worker-process.ts';

/** What a worker needs to know of a model. */
export interface ModelToLoad {
  readonly modelPath: string;
  /** `cpu` or `cuda:0`. */
  readonly device: string;
  readonly inputs: readonly TensorSpec[];
  /** Without them the model's results are taken as they come, under `outputNames`. */
  readonly outputs?: readonly TensorSpec[] | undefined;
  /** `OUTPUT__0`, `OUTPUT__1`, … where absent. */
  readonly outputNames?: readonly string[] | undefined;
  /** Refuses what the serving engine in the cloud would refuse. */
  readonly strict: boolean;
  /** Runs it on zeros first. */
  readonly warmUp: boolean;
  /**
   * CPU threads of a call that is alone, where there are more than the worker's own, a warm call takes a millisecond,
   * and a trial with its shapes gives the same bits. @default those of any call
   */
  readonly loneThreads?: number;
  readonly mayWriteFiles: boolean;
}

/**
 * Gives the worker its model.
 *
 * @returns A warning, if there is one.
 * @throws TorchrelayError `MODEL_FAILED`, `WORKER_LOST`
 */
export async function loadModel({
  worker,
  model,
}: {
  worker: WorkerProcess;
  model: ModelToLoad;
}): Promise<string | undefined> {
  const { outputs = null, ...rest } = model;
  const { header } = await worker.request({ type: 'load', fields: { ...rest, outputs } });
  return typeof header['warning'] === 'string' ? header['warning'] : undefined;
}
