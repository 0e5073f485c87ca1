import type { TorchrelayError, WireTensor } from '@torchrelay/core';
import { HttpProblem } from '../inference/http-problem.ts';
import { createInferenceQueue } from '../inference/inference-queue.ts';
import type { ServedPackage } from '../package/served-package.ts';
import { createWorkerPool, type WorkerEvent } from '../worker/worker-pool.ts';
import { loadModel } from '../worker/load-model.ts';
import type { StartWorkerOptions, WorkerProcess } from '../worker/worker-process.ts';

export type DeploymentState = 'loading' | 'ready' | 'failed' | 'draining';

/** How a deployment is served. */
export interface DeploymentSettings {
  /** The workers, and with GPUs what each of them sees. */
  readonly workers: readonly { readonly cudaDevice?: string }[];
  /** CPU threads of each worker. */
  readonly threads: number;
  /** Those of a call that begins while no other waits or runs here, where a trial with its shapes gave the same bits. */
  readonly loneThreads: number;
  /** Refuses what the serving engine in the cloud would refuse. */
  readonly strict: boolean;
  /** How long a request waits for others to join its batch. */
  readonly queueDelayInMs: number;
  readonly maxQueueLength: number;
  /** Of one call of the model. */
  readonly timeLimitInMs: number;
}

/** One package with its workers. */
export interface Deployment {
  readonly id: string;
  readonly packageDirectory: string;
  readonly package: ServedPackage;
  readonly settings: DeploymentSettings;
  readonly state: DeploymentState;
  /** Why it failed. */
  readonly failure: TorchrelayError | undefined;
  /** Why there are fewer workers than there are to be, whether it serves or not. */
  readonly workerFailure: TorchrelayError | undefined;
  readonly workerPids: readonly number[];
  /** How many workers there are to be. */
  readonly workers: number;
  readonly waiting: number;
  readonly running: number;
  /** @throws HttpProblem */
  infer(options: {
    inputs: readonly WireTensor[];
    abortSignal?: AbortSignal | undefined;
  }): Promise<readonly WireTensor[]>;
  /** Another number of workers: new ones are served with these settings, those that are there go on. */
  resize(settings: Pick<DeploymentSettings, 'workers' | 'threads'>): void;
  /** Takes no more requests, lets those that are there end, at most for so long, and ends the workers. */
  drain(options: { timeoutInMs: number }): Promise<void>;
}

export type DeploymentEvent =
  | WorkerEvent
  | { readonly event: 'worker-output'; readonly slot: number; readonly line: string }
  | { readonly event: 'warm-up-failed'; readonly slot: number; readonly warning: string };

export function createDeployment({
  id,
  packageDirectory,
  package: served,
  settings: firstSettings,
  startWorker,
  onEvent,
  onBatch,
}: {
  id: string;
  packageDirectory: string;
  package: ServedPackage;
  settings: DeploymentSettings;
  startWorker: (options: Omit<StartWorkerOptions, 'python' | 'home'>) => Promise<WorkerProcess>;
  onEvent: (event: DeploymentEvent) => void;
  onBatch: (batch: { readonly requests: number; readonly rows: number }) => void;
}): Deployment {
  let settings = firstSettings;
  let isDraining = false;
  let drained: Promise<void> | undefined;

  const start = async ({
    slot,
    abortSignal,
  }: {
    slot: number;
    abortSignal: AbortSignal;
  }): Promise<WorkerProcess> => {
    const cudaDevice = settings.workers[slot]?.cudaDevice;
    const worker = await startWorker({
      threads: settings.threads,
      cudaDevice,
      abortSignal,
      onOutput: (line) => onEvent({ event: 'worker-output', slot, line }),
    });
    try {
      const warning = await loadModel({
        worker,
        model: modelToLoad({ served, settings, cudaDevice }),
      });
      if (warning !== undefined) onEvent({ event: 'warm-up-failed', slot, warning });
      return worker;
    } catch (error) {
      worker.kill();
      throw error;
    }
  };

  const pool = createWorkerPool({
    size: settings.workers.length,
    start,
    onIdle: () => queue.pump(),
    onEvent,
  });
  const queue = createInferenceQueue({
    pool,
    maxBatchSize: hasText(served) ? 0 : served.maxBatchSize,
    queueDelayInMs: settings.queueDelayInMs,
    maxQueueLength: settings.maxQueueLength,
    timeLimitInMs: settings.timeLimitInMs,
    onBatch,
  });

  return {
    id,
    packageDirectory,
    package: served,
    get settings() {
      return settings;
    },
    get state() {
      if (isDraining) return 'draining';
      if (pool.failure !== undefined) return 'failed';
      return pool.pids.length > 0 ? 'ready' : 'loading';
    },
    get failure() {
      return pool.failure;
    },
    get workerFailure() {
      return pool.startFailure;
    },
    get workerPids() {
      return pool.pids;
    },
    get workers() {
      return pool.size;
    },
    get waiting() {
      return queue.waiting;
    },
    get running() {
      return queue.running;
    },
    infer(options) {
      return isDraining ? Promise.reject(drainingProblem(id)) : queue.submit(options);
    },
    resize(changed) {
      settings = { ...settings, ...changed };
      pool.resize(settings.workers.length);
    },
    drain({ timeoutInMs }) {
      isDraining = true;
      return (drained ??= queue.whenEmpty({ timeoutInMs }).then(pool.stop));
    },
  };
}

function modelToLoad({
  served: { modelPath, inputs, outputs },
  settings: { strict, loneThreads },
  cudaDevice,
}: {
  served: ServedPackage;
  settings: DeploymentSettings;
  cudaDevice: string | undefined;
}): Parameters<typeof loadModel>[0]['model'] {
  return {
    modelPath,
    inputs,
    outputs,
    strict,
    // The worker sees one GPU only, whichever it is.
    device: cudaDevice === undefined ? 'cpu' : 'cuda:0',
    warmUp: true,
    loneThreads,
    mayWriteFiles: true,
  };
}

/** Texts have no rows of equal size to cut a batch by. */
function hasText({ inputs, outputs }: ServedPackage): boolean {
  return [...inputs, ...outputs].some(({ datatype }) => datatype === 'BYTES');
}

function drainingProblem(id: string): HttpProblem {
  return new HttpProblem({
    status: 503,
    message: `Deployment "${id}" is being removed.`,
    headers: { 'retry-after': '1' },
  });
}
