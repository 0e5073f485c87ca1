import type { Finding } from './finding.ts';
import type { ModelTensor } from './tensor.ts';
import type { ModelTotals } from './totals.ts';

/** A size that may change from call to call, within bounds that the export was checked for. */
export interface DynamicDimension {
  /** The symbol or expression: `s77`, `2*s77 + 1`. Equal symbols are equal sizes. */
  readonly symbol: string;
  readonly min: number | undefined;
  readonly max: number | undefined;
}

/** A size, or what is known of one that may vary. */
export type ExportedDimension = number | DynamicDimension;

/** An input or output of an exported program. */
export interface ExportedValue {
  /** What the caller names it (`x`, `batch["ids"]`); for outputs their place: `0`, `scores`. */
  readonly name: string;
  /** `Tensor`, or the type of a constant argument: `int`, `float`, `bool`, `str`, `None`. */
  readonly type: string;
  /** `undefined` unless it is a tensor. */
  readonly dtype: string | undefined;
  /** `undefined` unless it is a tensor. */
  readonly shape: readonly ExportedDimension[] | undefined;
}

/** A `.pt2` file of `torch.export.save`, as read without executing anything of it. */
export interface ExportedProgram {
  readonly format: 'pt2';
  /** The file's name as it was given. */
  readonly name: string;
  /** The PyTorch that wrote it: `2.13.0+cpu`. */
  readonly torchVersion: string;
  readonly schemaVersion: { readonly major: number; readonly minor: number };
  readonly inputs: readonly ExportedValue[];
  readonly outputs: readonly ExportedValue[];
  readonly tensors: readonly ModelTensor[];
  readonly totals: ModelTotals;
  readonly extraFiles: readonly string[];
  readonly findings: readonly Finding[];
  /** Bytes read from the file to learn all this. */
  readonly bytesRead: number;
}
