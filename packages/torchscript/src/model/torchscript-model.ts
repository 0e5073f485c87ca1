import type { Finding } from './finding.ts';
import type { ModelMethod, TracedInput } from './method.ts';
import type { ModelModule } from './module.ts';
import type { ModelTensor } from './tensor.ts';
import type { ModelTotals } from './totals.ts';

/**
 * - `script`: by `torch.jit.script`; control flow is kept.
 * - `trace`: by `torch.jit.trace`; it repeats what one example did.
 * - `mixed`: some modules scripted, some traced.
 * - `unknown`: the file does not tell; frozen models often do not.
 */
export type Origin = 'script' | 'trace' | 'mixed' | 'unknown';

/** A TorchScript file, as read without executing anything of it. */
export interface TorchscriptModel {
  readonly format: 'torchscript';
  /** The file's name as it was given. */
  readonly name: string;
  /** PyTorch's file-format version, from the record `version`. The file holds no PyTorch version. */
  readonly fileFormatVersion: number;
  readonly origin: Origin;
  /** Whether `torch.jit.freeze` turned its weights into constants. */
  readonly frozen: boolean;
  /** Whether it also holds bytecode for the mobile interpreter (`.ptl`). */
  readonly mobile: boolean;
  /** `model.training`; `undefined` if there is no such flag, as after freezing, or if code restores it. */
  readonly training: boolean | undefined;
  /** The root module's class without TorchScript's mangling: `ResNet`, `torch.nn.modules.linear.Linear`. */
  readonly className: string;
  /** In PyTorch's order: modules from the root down, each with its own tensors; then constants. */
  readonly tensors: readonly ModelTensor[];
  readonly modules: ModelModule;
  readonly totals: ModelTotals;
  /** In the file's order; `forward` is usually the first. */
  readonly methods: readonly ModelMethod[];
  /** Empty unless it was traced from a module. */
  readonly tracedInputs: readonly TracedInput[];
  /** Names given to `torch.jit.save(_extra_files=…)`. */
  readonly extraFiles: readonly string[];
  /** What is worth knowing before loading it, worst first. */
  readonly findings: readonly Finding[];
  /** Bytes read from the file to learn all this. */
  readonly bytesRead: number;
}
