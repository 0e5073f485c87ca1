import { availableParallelism, freemem } from 'node:os';
import { TorchrelayError } from '@torchrelay/core';
import type { DeploymentRequest } from './control-messages.ts';
import type { DeploymentSettings } from './deployment.ts';

const MOST_WORKERS_BY_DEFAULT = 4;
/** What PyTorch takes in a process of its own, as on GPUs, and a model beside its weights: measured on small models. */
const PROCESS_BYTES = 400 * 1024 * 1024;
const SHARE_OF_FREE_MEMORY = 0.5;
/** For one call. What more would gain is not known, and each has to be woken. */
const MOST_LONE_THREADS = 16;

/** The machine, as far as it decides how many workers there are. */
export interface Machine {
  readonly cores: number;
  /** In bytes. */
  readonly freeMemory: number;
  readonly cudaDevices: readonly string[];
}

export function thisMachine({ cudaDevices }: { cudaDevices: readonly string[] }): Machine {
  return { cores: availableParallelism(), freeMemory: freemem(), cudaDevices };
}

/** The request with all that it leaves open. */
export function planWorkers({
  request: {
    workers,
    device = 'auto',
    threads,
    strict = true,
    queueDelayInMs = 0,
    maxQueueLength = 256,
    timeLimitInMs = 60_000,
  },
  modelBytes,
  machine,
}: {
  request: DeploymentRequest;
  modelBytes: number;
  machine: Machine;
}): DeploymentSettings {
  const { cudaDevices, cores } = machine;
  if (device === 'cuda' && cudaDevices.length === 0) {
    throw new TorchrelayError({
      code: 'NO_GPU',
      message: 'There is no GPU that this PyTorch can use.',
      hint: 'Leave `device` out to serve on the CPU, or install a PyTorch that was built for CUDA.',
    });
  }
  const onGpus = device !== 'cpu' && cudaDevices.length > 0;
  const count = workers ?? (onGpus ? cudaDevices.length : defaultCount({ modelBytes, machine }));
  return {
    workers: Array.from({ length: count }, (_, index) => {
      const cudaDevice = onGpus ? cudaDevices[index % cudaDevices.length] : undefined;
      return cudaDevice === undefined ? {} : { cudaDevice };
    }),
    threads: threads ?? Math.max(1, Math.floor(cores / count)),
    loneThreads: threads ?? Math.min(cores, MOST_LONE_THREADS),
    strict,
    queueDelayInMs,
    maxQueueLength,
    timeLimitInMs,
  };
}

/** Each worker holds the weights once more. */
function defaultCount({
  modelBytes,
  machine: { cores, freeMemory },
}: {
  modelBytes: number;
  machine: Machine;
}): number {
  const affordable = Math.floor((freeMemory * SHARE_OF_FREE_MEMORY) / (modelBytes + PROCESS_BYTES));
  return Math.max(1, Math.min(cores, MOST_WORKERS_BY_DEFAULT, affordable));
}
