import { type Datatype, datatypeBytes } from './datatype.ts';
import type { TensorData } from './tensor-types.ts';

/** Datatypes whose elements all have the same size. */
export type FixedDatatype = Exclude<Datatype, 'BYTES'>;

/** BOOL is one byte per element; FP16 and BF16 are their raw bits. */
const arrayOf = {
  BOOL: Uint8Array,
  UINT8: Uint8Array,
  UINT16: Uint16Array,
  UINT32: Uint32Array,
  UINT64: BigUint64Array,
  INT8: Int8Array,
  INT16: Int16Array,
  INT32: Int32Array,
  INT64: BigInt64Array,
  FP16: Uint16Array,
  BF16: Uint16Array,
  FP32: Float32Array,
  FP64: Float64Array,
} as const;

/** An array of `count` zeros. */
export function newElements<D extends FixedDatatype>(datatype: D, count: number): TensorData<D>;
export function newElements(datatype: FixedDatatype, count: number): TensorData<FixedDatatype> {
  return new arrayOf[datatype](count);
}

/**
 * The bytes of a tensor as an array of its elements: a view where the bytes lie aligned in
 * memory, otherwise a copy. Like typed arrays everywhere, right on little-endian machines only,
 * which are all that Node is built for but IBM's z.
 */
export function viewElements<D extends FixedDatatype>(
  datatype: D,
  bytes: Uint8Array,
): TensorData<D>;
export function viewElements(
  datatype: FixedDatatype,
  bytes: Uint8Array,
): TensorData<FixedDatatype> {
  const size = datatypeBytes(datatype) ?? 1;
  const { buffer, byteOffset, byteLength } =
    bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return new arrayOf[datatype](buffer as ArrayBuffer, byteOffset, byteLength / size);
}

/** The bytes of a typed array, without a copy. */
export function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
