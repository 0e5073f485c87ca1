import type { Call } from './call.ts';
import type { Json } from './json.ts';
import type { RangeSource } from './object-store.ts';
import type { TensorDatatype, TensorSpec } from './signature.ts';

/** A value to run the model with, as bytes. */
export interface ExampleTensor {
  readonly name: string;
  readonly datatype: TensorDatatype;
  readonly shape: readonly number[];
  /** Row-major, little-endian. */
  readonly bytes: Uint8Array;
}

/** A model and one request to try it with. */
export interface RehearsalRequest {
  readonly model: RangeSource;
  readonly examples: readonly ExampleTensor[];
  /** Names for the outputs, in order; `OUTPUT__0`, `OUTPUT__1`, … where absent. */
  readonly outputNames?: readonly string[];
}

/**
 * What one run of the model on real PyTorch showed, the only honest source of the outputs' dtypes and shapes.
 * `not-possible` says that this machine could not tell (fp16 on a CPU, `cuda:0` baked in, no Python).
 */
export type RehearsalReport =
  | {
      readonly outcome: 'passed';
      readonly outputs: readonly TensorSpec[];
      /** The outputs' bytes, to compare the deployed model's answer with. */
      readonly answers: readonly ExampleTensor[];
      /** Whether the same input gave the same output twice. Only then can the deployed model be held to it. */
      readonly isDeterministic: boolean;
      /** Whether a batch of k gives what k single requests give. */
      readonly batching: 'equal' | 'close' | 'differs' | 'not-tried';
      readonly torchVersion: string;
      /** Milliseconds of one run after warm-up. */
      readonly durationInMs: number;
      /** Largest resident memory of the process, in bytes. */
      readonly peakMemoryBytes: number;
      /** What PyTorch's allocator reserved at most on the GPU, weights included, in bytes; absent on a CPU. */
      readonly peakDeviceMemoryBytes?: number;
    }
  | {
      readonly outcome: 'failed';
      readonly reason: string;
      readonly hint: string;
      /** Whether the serving engine would fail in the same way; only then a deployment is stopped. */
      readonly sharedByEngine: boolean;
    }
  | { readonly outcome: 'not-possible'; readonly reason: string; readonly hint: string };

/** Something that can run a model once before anything is paid. */
export interface Rehearsal {
  /**
   * What would run the model: versions, device. The same model with the same fingerprint is not run again after it
   * has passed. `undefined` where that is not known.
   */
  doFingerprint?(call: Call): Promise<Json | undefined>;
  doRehearse(request: RehearsalRequest, call: Call): Promise<RehearsalReport>;
}
