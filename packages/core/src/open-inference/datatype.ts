/** The tensor element types of the Open Inference Protocol, with Triton's BF16. */
export const DATATYPES = [
  'BOOL',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'FP16',
  'BF16',
  'FP32',
  'FP64',
  'BYTES',
] as const;

/** The datatypes of the Open Inference Protocol (`FP32`, `INT64`, `BYTES`, …), and `BF16`, which Triton adds. */
export type Datatype = (typeof DATATYPES)[number];

interface DatatypeFacts {
  /** Bytes per element; BYTES elements have no fixed size. */
  readonly bytes: number | undefined;
  /** As `str(tensor.dtype)` says it, without the `torch.` prefix. */
  readonly torch: string | undefined;
  /** As `config.pbtxt` says it. */
  readonly triton: string;
}

const facts: Readonly<Record<Datatype, DatatypeFacts>> = {
  BOOL: { bytes: 1, torch: 'bool', triton: 'TYPE_BOOL' },
  UINT8: { bytes: 1, torch: 'uint8', triton: 'TYPE_UINT8' },
  UINT16: { bytes: 2, torch: 'uint16', triton: 'TYPE_UINT16' },
  UINT32: { bytes: 4, torch: 'uint32', triton: 'TYPE_UINT32' },
  UINT64: { bytes: 8, torch: 'uint64', triton: 'TYPE_UINT64' },
  INT8: { bytes: 1, torch: 'int8', triton: 'TYPE_INT8' },
  INT16: { bytes: 2, torch: 'int16', triton: 'TYPE_INT16' },
  INT32: { bytes: 4, torch: 'int32', triton: 'TYPE_INT32' },
  INT64: { bytes: 8, torch: 'int64', triton: 'TYPE_INT64' },
  FP16: { bytes: 2, torch: 'float16', triton: 'TYPE_FP16' },
  BF16: { bytes: 2, torch: 'bfloat16', triton: 'TYPE_BF16' },
  FP32: { bytes: 4, torch: 'float32', triton: 'TYPE_FP32' },
  FP64: { bytes: 8, torch: 'float64', triton: 'TYPE_FP64' },
  BYTES: { bytes: undefined, torch: undefined, triton: 'TYPE_STRING' },
};

/** Whether it is the name of a datatype. */
export function isDatatype(value: unknown): value is Datatype {
  return typeof value === 'string' && Object.hasOwn(facts, value);
}

/** Bytes per element. `undefined` for BYTES, whose elements carry their own length. */
export function datatypeBytes(datatype: Datatype): number | undefined {
  return facts[datatype].bytes;
}

/** `float32`, `bfloat16` …; `undefined` for BYTES, since PyTorch has no tensor of strings. */
export function toTorchDtype(datatype: Datatype): string | undefined {
  return facts[datatype].torch;
}

/** From `float32` or `torch.float32`; `undefined` for a dtype that the protocol cannot carry. */
export function fromTorchDtype(dtype: string): Datatype | undefined {
  const bare = dtype.replace(/^torch\./, '');
  return DATATYPES.find((datatype) => facts[datatype].torch === bare);
}

/** `TYPE_FP32` …: the spelling of Triton's `config.pbtxt`. */
export function toTritonType(datatype: Datatype): string {
  return facts[datatype].triton;
}
