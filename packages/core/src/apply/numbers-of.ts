import { fromBfloat16Bits, fromFloat16Bits } from '../open-inference/small-float.ts';
import type { ExampleTensor } from '../target/rehearsal.ts';

/** A floating-point tensor's elements as doubles. */
export function numbersOf({
  datatype,
  bytes,
}: Pick<ExampleTensor, 'datatype' | 'bytes'>): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = readers[datatype];
  if (read === undefined) throw new TypeError(`${datatype} is not a floating-point datatype`);
  const values = new Float64Array(bytes.byteLength / read.size);
  for (let index = 0; index < values.length; index += 1) {
    values[index] = read.at(view, index * read.size);
  }
  return values;
}

interface Reader {
  /** Bytes of one element. */
  readonly size: number;
  readonly at: (view: DataView, offset: number) => number;
}

const readers: Partial<Record<string, Reader>> = {
  FP64: { size: 8, at: (view, offset) => view.getFloat64(offset, true) },
  FP32: { size: 4, at: (view, offset) => view.getFloat32(offset, true) },
  FP16: { size: 2, at: (view, offset) => fromFloat16Bits(view.getUint16(offset, true)) },
  BF16: { size: 2, at: (view, offset) => fromBfloat16Bits(view.getUint16(offset, true)) },
};
