import { randomUUID } from 'node:crypto';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  readExamples,
  type TensorDeclarations,
  type TensorInput,
  type WireTensor,
} from '@torchrelay/core';
import type { TensorSpec } from '@torchrelay/core/target';
import { findPython } from '../python/find-python.ts';
import { startWorker } from '../worker/worker-process.ts';
import { adaptError, sameFileError } from './adapt-errors.ts';

/** Which model is adapted, and to what. */
export interface AdaptOptions {
  /** Path of a TorchScript file. */
  readonly model: string;
  /** Where the adapted one goes: another path. What is there is replaced, whole or not at all. */
  readonly out: string;
  /** Datatypes and shapes of the model's own inputs, where it was not traced: `{ x: 'BF16[1,4]' }`. */
  readonly inputs?: TensorDeclarations | undefined;
  /**
   * Values to compare both models with, by argument; `argument.0` and `argument.key` inside of lists and
   * dictionaries. An example for a number makes it an input of the adapted model.
   */
  readonly examples?: { readonly [name: string]: TensorInput } | undefined;
  /** Arguments that are to have one value from now on: `{ steps: 4 }`. */
  readonly set?: { readonly [name: string]: string | number | boolean } | undefined;
  /** Codes of dangerous findings that somebody has looked at and accepts. */
  readonly allowFindings?: readonly string[] | undefined;
  /** See {@link findPython}. */
  readonly python?: string | undefined;
  /** Of everything in Python together. @default 600000 */
  readonly timeLimitInMs?: number | undefined;
  readonly abortSignal?: AbortSignal | undefined;
}

/** What adapting a model has changed. */
export interface AdaptReport {
  /** False for a model that can be served as it is: then nothing was written. */
  readonly needed: boolean;
  /** What is served, with the examples' sizes, in order. */
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** How the adapted model differs from the model, in words. */
  readonly changes: readonly string[];
  /** The wrapper, as Python. */
  readonly source?: string;
  readonly torchVersion: string;
}

/**
 * Writes a TorchScript file that the serving engine takes, around a model that it refuses: dictionaries and
 * lists are taken apart, BF16 is FP32 at the border, numbers are fixed or become tensors, scalars get a
 * dimension. It is put in place only when it has answered the examples as the model does, bit for bit but
 * for the casts that `changes` tells.
 *
 * Runs in a process of its own without any environment of ours, with real PyTorch.
 *
 * @throws TorchrelayError `MODEL_NOT_ADAPTABLE`, `ADAPT_VALUE_NEEDED`, `ADAPT_IN_PLACE`, `MODEL_FAILED`,
 *   `MODEL_DANGEROUS`, `PYTHON_NOT_FOUND`, `TIME_LIMIT_EXCEEDED`; the signal's reason when it is aborted
 */
export async function adaptModel(options: AdaptOptions): Promise<AdaptReport> {
  const { timeLimitInMs = 600_000, abortSignal } = options;
  if (resolve(options.model) === resolve(options.out)) throw sameFileError(options.model);
  const examples = await readExamples({ ...options, call: { abortSignal } });
  const timeLimit = AbortSignal.timeout(timeLimitInMs);
  const stop = abortSignal === undefined ? timeLimit : AbortSignal.any([timeLimit, abortSignal]);
  const home = await mkdtemp(join(tmpdir(), 'torchrelay-adapt-'));
  const unfinished = `${resolve(options.out)}.${randomUUID()}.tmp`;
  try {
    const report = await askPython({ options, examples, home, unfinished, stop });
    if (report.needed) await rename(unfinished, options.out);
    return report;
  } catch (error) {
    abortSignal?.throwIfAborted();
    const exceededInMs = timeLimit.aborted ? timeLimitInMs : undefined;
    throw adaptError({ error, file: options.model, exceededInMs });
  } finally {
    await rm(unfinished, { force: true });
    await rm(home, { recursive: true, force: true });
  }
}

interface Asked {
  readonly options: AdaptOptions;
  readonly examples: readonly WireTensor[];
  /** An empty folder. */
  readonly home: string;
  /** Where Python writes: beside the end's place, so that a rename moves it there. */
  readonly unfinished: string;
  readonly stop: AbortSignal;
}

async function askPython({
  options: { model, python: wanted, set = {} },
  examples,
  home,
  unfinished,
  stop,
}: Asked): Promise<AdaptReport> {
  const python = await findPython({ python: wanted });
  const worker = await startWorker({
    python: python.executable,
    home,
    threads: 1,
    abortSignal: stop,
  });
  try {
    const constants = Object.fromEntries(
      Object.entries(set).map(([name, value]) => [name, String(value)]),
    );
    const fields = { modelPath: resolve(model), outPath: unfinished, constants };
    const { header } = await worker.request({ type: 'adapt', fields, tensors: examples });
    return reportOf(header['report'], python.torchVersion);
  } finally {
    worker.kill();
    await worker.ended;
  }
}

/** The worker is ours: `adapt.py` gives exactly these. */
function reportOf(value: unknown, torchVersion: string): AdaptReport {
  type Answer = Omit<AdaptReport, 'source' | 'torchVersion'> & { readonly source: string | null };
  const { source, ...rest } = value as Answer;
  return { ...rest, ...(source !== null && { source }), torchVersion };
}
