import { toFloat32Array, toShortDoubles, type Tensor } from '@torchrelay/core';

/** A tensor in a JSON document: all elements, row by row. */
export interface TensorDocument {
  readonly datatype: string;
  readonly shape: readonly number[];
  /** What JSON has no number for is a string: `"NaN"`, `"Infinity"`, whole numbers beyond 2^53. */
  readonly data: readonly (number | string | boolean)[];
}

export function tensorDocument(tensor: Tensor): TensorDocument {
  const { datatype, shape } = tensor;
  return { datatype, shape, data: elementsOf(tensor) };
}

function elementsOf(tensor: Tensor): TensorDocument['data'] {
  const { datatype } = tensor;
  if (datatype === 'BYTES') return tensor.data;
  if (datatype === 'BOOL') return Array.from(tensor.data, (bit) => bit === 1);
  if (datatype === 'INT64' || datatype === 'UINT64') return Array.from(tensor.data, wholeNumber);
  if (datatype === 'FP16' || datatype === 'BF16' || datatype === 'FP32') {
    return Array.from(toShortDoubles(toFloat32Array(tensor)), finite);
  }
  return Array.from(tensor.data, finite);
}

function wholeNumber(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function finite(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
