import type { ByteSource, TorchscriptModel } from '@torchrelay/torchscript';

import type { Emit } from '../apply/events.ts';
import type { TensorInput } from '../open-inference/tensor-types.ts';
import type { ModelPackage } from '../package/model-package.ts';
import type { Sample } from '../package/sample.ts';
import type { Call } from '../target/call.ts';
import type { Rehearsal, RehearsalReport } from '../target/rehearsal.ts';
import type { OutputDeclarations, TensorDeclarations } from './declarations.ts';

/** What a user can say about the model that is to be packaged. */
export interface ModelOptions {
  /** Datatypes and shapes of the inputs: `{ x: 'FP32[-1,3,224,224]' }`. Traced files know most of them. */
  readonly inputs?: TensorDeclarations | undefined;
  /** The same for the outputs, in order; names alone, `['scores']`, where a rehearsal finds out the rest. */
  readonly outputs?: OutputDeclarations | undefined;
  /** Values that the model can be asked with, by input. Integer inputs need them to be rehearsed and verified. */
  readonly examples?: { readonly [name: string]: TensorInput } | undefined;
  /**
   * How many requests the engine may answer in one run. 0: one at a time. `auto`: 8 if a rehearsal showed
   * that a batch gives exactly what single requests give, else 0.
   * @default 0
   */
  readonly maxBatchSize?: number | 'auto' | undefined;
  /** Runs the model once before anything is paid: `local()`. */
  readonly rehearsal?: Rehearsal | undefined;
  /** Codes of dangerous findings that somebody has looked at and accepts: `code-runs-at-load`. */
  readonly allowFindings?: readonly string[] | undefined;
  /**
   * Path of a `torchrelay.lock.json`, which keeps what a rehearsal found out, so that machines without
   * Python package alike. Read if it is there, written after a rehearsal.
   */
  readonly lockFile?: string | undefined;
  /** Where digests of large files are kept. @default the user's cache folder */
  readonly digestCacheFolder?: string | undefined;
}

export interface PrepareOptions extends ModelOptions {
  /** A path, or anything that gives byte ranges. */
  readonly source: string | ByteSource;
  readonly emit?: Emit | undefined;
  readonly call?: Call | undefined;
}

/** Something that its user should know, and that stops nothing. */
export interface PrepareWarning {
  /** Stable, kebab-case: `rehearsal-not-possible`. */
  readonly code: string;
  readonly message: string;
}

export interface PreparedModel {
  readonly model: TorchscriptModel;
  readonly modelPackage: ModelPackage;
  /** Absent where an input's example could be neither made nor had. */
  readonly sample?: Sample | undefined;
  readonly rehearsal?: RehearsalReport | undefined;
  readonly warnings: readonly PrepareWarning[];
}

/** Reads a model file and makes its package, without a copy of the weights and without executing it here. */
export async function prepareModel(_options: PrepareOptions): Promise<PreparedModel> {
  throw new Error('being written');
}
