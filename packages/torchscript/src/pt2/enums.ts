import type { Dtype, ModelTensor } from '../model/tensor.ts';
import { integerOf, type JsonPart, wrong } from './json.ts';

/** Source: ScalarType in torch/_export/serde/schema.py. */
const dtypes: ReadonlyMap<number, Dtype> = new Map([
  [1, 'uint8'],
  [2, 'int8'],
  [3, 'int16'],
  [4, 'int32'],
  [5, 'int64'],
  [6, 'float16'],
  [7, 'float32'],
  [8, 'float64'],
  [9, 'complex32'],
  [10, 'complex64'],
  [11, 'complex128'],
  [12, 'bool'],
  [13, 'bfloat16'],
  [28, 'uint16'],
  [29, 'float8_e4m3fn'],
  [30, 'float8_e5m2'],
  [31, 'float8_e4m3fnuz'],
  [32, 'float8_e5m2fnuz'],
  [33, 'float8_e8m0fnu'],
  [34, 'uint32'],
  [35, 'uint64'],
]);

/** Source: Layout in torch/_export/serde/schema.py. */
const layouts: ReadonlyMap<number, ModelTensor['layout']> = new Map([
  [1, 'sparse_coo'],
  [2, 'sparse_csr'],
  [7, 'strided'],
]);

export function dtypeOf(part: JsonPart): Dtype {
  const dtype = dtypes.get(integerOf(part));
  if (dtype === undefined) throw wrong(part, 'the number of an element type');
  return dtype;
}

export function layoutOf(part: JsonPart): ModelTensor['layout'] {
  const layout = layouts.get(integerOf(part));
  if (layout === undefined) throw wrong(part, 'the number of a known layout');
  return layout;
}
