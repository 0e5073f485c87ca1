import type { Datatype } from '../open-inference/datatype.ts';
import type { PreprocessingByName } from './preprocessing.ts';

/** The Open Inference Protocol's datatypes, and Triton's `BF16`. */
export type TensorDatatype = Datatype;

/** One input or output of a model. */
export interface TensorSpec {
  readonly name: string;
  readonly datatype: TensorDatatype;
  /** The full shape, the batch dimension included; -1 for a dimension that may vary. */
  readonly shape: readonly number[];
}

/** What goes into a model and what comes out of it. */
export interface Signature {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** How clients make inputs of pictures and texts. No business of a server: what is sent are the inputs. */
  readonly preprocess?: PreprocessingByName;
}
