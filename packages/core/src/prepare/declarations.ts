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

/** A tensor of the signature, and who said so. */
export interface ResolvedTensor extends TensorSpec {
  /** Only what a user wrote is never widened. */
  readonly saidBy: 'file' | 'user' | 'lock' | 'rehearsal';
  /** The shape it was traced with: sizes for an example where the signature leaves them open. */
  readonly tracedShape?: readonly number[] | undefined;
}

/** What is not known of one tensor, and has to be asked for. */
export interface MissingTensor {
  readonly kind: 'input' | 'output';
  readonly name: string;
  /** A declaration that may fit: `FP32[-1,3,224,224]`. */
  readonly example: string;
}

/** The tensors alone, as a signature holds them. */
export function specOf({ name, datatype, shape }: TensorSpec): TensorSpec {
  return { name, datatype, shape };
}
