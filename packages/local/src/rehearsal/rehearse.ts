import { access, mkdtemp, rm } from 'node:fs/promises';
import { constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TorchrelayError, type WireTensor } from '@torchrelay/core';
import type { RehearsalReport, TensorSpec } from '@torchrelay/core/target';
import { findPython, type Python } from '../python/find-python.ts';
import { loadModel } from '../worker/load-model.ts';
import type { FrameHeader } from '../worker/frame.ts';
import { startWorker, type WorkerProcess } from '../worker/worker-process.ts';
import { type FailedReport, reportFailure } from './report-failure.ts';

/** A model, and one request to try it with. */
export interface RehearseOptions {
  readonly modelPath: string;
  /** One request that the model can answer. Names are arguments of `forward`, or end in `__0`, `__1`, …, or count in order. */
  readonly examples: readonly WireTensor[];
  /** Names for the outputs, in order; `OUTPUT__0`, `OUTPUT__1`, … where absent. */
  readonly outputNames?: readonly string[] | undefined;
  /** See {@link findPython}. */
  readonly python?: string | undefined;
  readonly device?: 'cpu' | 'cuda';
  readonly threads?: number;
  /** Of everything together, from the start of Python on. Two minutes by default. */
  readonly timeLimitInMs?: number;
  readonly abortSignal?: AbortSignal | undefined;
}

/** A report with what a rehearsal on this machine knows beyond the contract. */
export type LocalRehearsalReport =
  | (Extract<RehearsalReport, { outcome: 'passed' }> & {
      /** Why `batching` is not `equal`, in words. */
      readonly batchingDetail?: string;
      /** Between a batch and its single requests; of `close` and `differs`. */
      readonly largestDifference?: number;
      /** Saved in training mode: drops out here as it will in the cloud. */
      readonly isTrainingMode: boolean;
    })
  | FailedReport;

/**
 * Runs a model once on real PyTorch, in a process of its own without any environment of ours, which may not
 * write files, under the rules of the serving engine. Whatever happens in there comes back as a report.
 *
 * @throws TorchrelayError `MODEL_UNREADABLE` when there is no such file; the signal's reason when it is aborted
 */
export async function rehearse(options: RehearseOptions): Promise<LocalRehearsalReport> {
  const { timeLimitInMs = 120_000, abortSignal } = options;
  const timeLimit = AbortSignal.timeout(timeLimitInMs);
  const stop = abortSignal === undefined ? timeLimit : AbortSignal.any([timeLimit, abortSignal]);
  await checkModel(options.modelPath);
  try {
    const python = await findPython({ python: options.python });
    return await runOnce({ ...options, executable: python, stop });
  } catch (error) {
    abortSignal?.throwIfAborted();
    return reportFailure({
      error: timeLimit.aborted ? timeLimitError(timeLimitInMs, error) : error,
    });
  }
}

type Run = RehearseOptions & { readonly executable: Python; readonly stop: AbortSignal };

async function runOnce(run: Run): Promise<LocalRehearsalReport> {
  const home = await mkdtemp(join(tmpdir(), 'torchrelay-rehearsal-'));
  try {
    return await runIn({ ...run, home });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function runIn({
  executable: python,
  home,
  device = 'cpu',
  threads = 1,
  stop,
  ...rest
}: Run & { readonly home: string }): Promise<LocalRehearsalReport> {
  const worker = await startWorker({
    python: python.executable,
    home,
    threads,
    cudaDevice: device === 'cuda' ? python.cudaDevices[0] : undefined,
    abortSignal: stop,
  });
  try {
    return await ask({ ...rest, worker, device, torchVersion: python.torchVersion });
  } finally {
    worker.kill();
    await worker.ended;
  }
}

async function ask({
  worker,
  modelPath,
  examples,
  outputNames,
  device,
  torchVersion,
}: Pick<RehearseOptions, 'modelPath' | 'examples' | 'outputNames' | 'device'> & {
  readonly worker: WorkerProcess;
  readonly torchVersion: string;
}): Promise<LocalRehearsalReport> {
  await loadModel({
    worker,
    model: {
      modelPath,
      device: device === 'cuda' ? 'cuda:0' : 'cpu',
      inputs: examples.map(specOf),
      outputNames,
      strict: true,
      warmUp: false,
      mayWriteFiles: false,
    },
  });
  const { header, tensors } = await worker.request({ type: 'rehearse', tensors: examples });
  const outputs = tensors.map(specOf);
  return { outcome: 'passed', outputs, answers: tensors, torchVersion, ...reportOf(header) };
}

async function checkModel(modelPath: string): Promise<void> {
  try {
    await access(modelPath, constants.R_OK);
  } catch (cause) {
    throw new TorchrelayError({
      code: 'MODEL_UNREADABLE',
      message: `${modelPath} cannot be read.`,
      hint: 'Pass the path of a TorchScript file.',
      cause,
    });
  }
}

type Measured = Omit<
  Extract<LocalRehearsalReport, { outcome: 'passed' }>,
  'outcome' | 'outputs' | 'answers' | 'torchVersion'
>;

/** The worker is ours: `rehearsal.py` gives exactly these. */
function reportOf(header: FrameHeader): Measured {
  return header['report'] as Measured;
}

function specOf({ name, datatype, shape }: WireTensor): TensorSpec {
  return { name, datatype, shape };
}

function timeLimitError(timeLimitInMs: number, cause: unknown): TorchrelayError {
  return new TorchrelayError({
    code: 'TIME_LIMIT_EXCEEDED',
    message: `The rehearsal took longer than ${timeLimitInMs / 1000} seconds.`,
    cause,
  });
}
