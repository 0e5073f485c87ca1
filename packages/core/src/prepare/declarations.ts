import type { TensorDatatype, TensorSpec } from '../target/signature.ts';

/**
 * A tensor as a user declares it: `FP32[-1,3,224,224]`, or the same taken apart. The batch dimension is
 * part of the shape, and -1 stands for a dimension that may vary.
 */
export type TensorDeclaration =
  | string
  | { readonly datatype: TensorDatatype; readonly shape: readonly number[] };

/** By name. For outputs the order is the order in which the model returns them. */
export type TensorDeclarations = { readonly [name: string]: TensorDeclaration };

/** Outputs declared in full, or their names alone where a rehearsal finds out the rest. */
export type OutputDeclarations = TensorDeclarations | readonly string[];

/** What a file, a user, or a lock file says about one tensor. */
export interface SaidTensor extends TensorSpec {
  readonly by: 'file' | 'user' | 'lock';
}
