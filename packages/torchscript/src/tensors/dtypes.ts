import type { Dtype } from '../model/tensor.ts';

interface DtypeFacts {
  /** PyTorch's C++ name, as storages are called: `FloatStorage`. */
  readonly scalarType: string;
  /** Bits per element; sub-byte types are packed. */
  readonly bits: number;
}

/** Source: c10/core/ScalarType.h. */
const facts: Readonly<Record<Dtype, DtypeFacts>> = {
  float64: { scalarType: 'Double', bits: 64 },
  float32: { scalarType: 'Float', bits: 32 },
  float16: { scalarType: 'Half', bits: 16 },
  bfloat16: { scalarType: 'BFloat16', bits: 16 },
  float8_e4m3fn: { scalarType: 'Float8_e4m3fn', bits: 8 },
  float8_e5m2: { scalarType: 'Float8_e5m2', bits: 8 },
  float8_e4m3fnuz: { scalarType: 'Float8_e4m3fnuz', bits: 8 },
  float8_e5m2fnuz: { scalarType: 'Float8_e5m2fnuz', bits: 8 },
  float8_e8m0fnu: { scalarType: 'Float8_e8m0fnu', bits: 8 },
  int64: { scalarType: 'Long', bits: 64 },
  int32: { scalarType: 'Int', bits: 32 },
  int16: { scalarType: 'Short', bits: 16 },
  int8: { scalarType: 'Char', bits: 8 },
  uint64: { scalarType: 'UInt64', bits: 64 },
  uint32: { scalarType: 'UInt32', bits: 32 },
  uint16: { scalarType: 'UInt16', bits: 16 },
  uint8: { scalarType: 'Byte', bits: 8 },
  bool: { scalarType: 'Bool', bits: 8 },
  complex128: { scalarType: 'ComplexDouble', bits: 128 },
  complex64: { scalarType: 'ComplexFloat', bits: 64 },
  complex32: { scalarType: 'ComplexHalf', bits: 32 },
  qint32: { scalarType: 'QInt32', bits: 32 },
  qint8: { scalarType: 'QInt8', bits: 8 },
  quint8: { scalarType: 'QUInt8', bits: 8 },
  quint4x2: { scalarType: 'QUInt4x2', bits: 4 },
  quint2x4: { scalarType: 'QUInt2x4', bits: 2 },
};

const byStorage = new Map(
  (Object.keys(facts) as Dtype[]).map((dtype) => [
    `torch.${facts[dtype].scalarType}Storage`,
    dtype,
  ]),
);

/** The element type of `torch.FloatStorage`, or `undefined` for a name that is no storage. */
export function dtypeOfStorage(global: string): Dtype | undefined {
  return byStorage.get(global);
}

/** Bytes of so many elements, packed types rounded up. */
export function bytesOf(dtype: Dtype, elements: number): number {
  return Math.ceil((elements * facts[dtype].bits) / 8);
}

/** Bytes that a storage counts per element: PyTorch counts packed types in whole bytes. */
export function storageItemBytes(dtype: Dtype): number {
  return Math.ceil(facts[dtype].bits / 8);
}
