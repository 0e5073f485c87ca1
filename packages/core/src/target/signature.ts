/** The Open Inference Protocol's datatypes, and Triton's `BF16`. */
export type TensorDatatype =
  | 'BOOL'
  | 'UINT8'
  | 'UINT16'
  | 'UINT32'
  | 'UINT64'
  | 'INT8'
  | 'INT16'
  | 'INT32'
  | 'INT64'
  | 'FP16'
  | 'BF16'
  | 'FP32'
  | 'FP64'
  | 'BYTES';

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
}
