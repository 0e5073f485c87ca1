import type { PreprocessDeclarations } from '../preprocess/declared/preprocess-declarations.ts';
import type { InputValue } from '../preprocess/input-options.ts';
import type { Rehearsal } from '../target/rehearsal.ts';
import type { OutputDeclarations, TensorDeclarations } from './declarations.ts';

/** What a user can say about the model that is to be packaged. */
export interface ModelOptions {
  /** Datatypes and shapes of the inputs: `{ x: 'FP32[-1,3,224,224]' }`. Traced files know most of them. */
  readonly inputs?: TensorDeclarations | undefined;
  /** The same for the outputs, in order; names alone, `['scores']`, where a rehearsal finds out the rest. */
  readonly outputs?: OutputDeclarations | undefined;
  /**
   * What comes before tensors, so that the model can be asked with pictures and texts: `{ image: 'imagenet' }`,
   * `{ text: { from: 'text', tokenizer: './tokenizer.json' } }`.
   */
  readonly preprocess?: PreprocessDeclarations | undefined;
  /**
   * Values that the model can be asked with, by input. Integer inputs need them to be rehearsed and verified,
   * unless they are made of texts.
   */
  readonly examples?: { readonly [name: string]: InputValue } | undefined;
  /**
   * How many rows the engine may answer in one run. 0: one request at a time. `auto`: 8 if a rehearsal showed
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
  readonly cacheFolder?: string | undefined;
}
