import { decodeBytesElements } from './bytes-elements.ts';
import { checkElements } from './check-elements.ts';
import type { Datatype } from './datatype.ts';
import { viewElements } from './element-arrays.ts';
import type { WireTensor } from './messages.ts';
import { elementCount } from './shape.ts';
import { widenSmallFloats } from './small-float.ts';
import type { Tensor } from './tensor-types.ts';

/** A tensor of a response as typed elements: a view of its bytes wherever memory allows it. */
export function toTensor({ name, datatype, shape, bytes }: WireTensor): Tensor {
  const site = { kind: 'output', name, code: 'BAD_RESPONSE' } as const;
  checkElements({ site, datatype, shape, bytes });
  const data =
    datatype === 'BYTES'
      ? decodeBytesElements({ site, bytes, count: elementCount(shape) })
      : viewElements(datatype, bytes);
  // The datatype has just picked the kind of `data`, in a way that TypeScript cannot follow.
  return { name, datatype, shape, data } as Tensor;
}

/**
 * The elements as float32: the way to read FP16 and BF16. FP32 comes back as it is; integers
 * beyond 2^24 and FP64 are rounded to the nearest.
 */
export function toFloat32Array(tensor: Tensor<Exclude<Datatype, 'BYTES'>>): Float32Array {
  const { datatype, data } = tensor;
  if (datatype === 'FP32') return data;
  if (datatype === 'FP16' || datatype === 'BF16') return widenSmallFloats(datatype, data);
  return datatype === 'INT64' || datatype === 'UINT64'
    ? Float32Array.from(data, Number)
    : Float32Array.from(data);
}
