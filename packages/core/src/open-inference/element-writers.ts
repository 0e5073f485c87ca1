import { type FixedDatatype, newElements } from './element-arrays.ts';
import { toBfloat16Bits, toFloat16Bits } from './small-float.ts';
import type { TensorData } from './tensor-types.ts';

type Row = ArrayLike<unknown>;

/**
 * Copies plain values into typed elements, a whole row per call. Gives the place of the first
 * value that does not fit, or -1: the loops stay free of error texts, and of closures, since
 * they run once for each element of a request.
 */
export type RowWriter = (row: Row, offset: number) => number;

const integerRanges: Readonly<Record<string, readonly [min: number, max: number]>> = {
  UINT8: [0, 0xff],
  UINT16: [0, 0xffff],
  UINT32: [0, 0xffff_ffff],
  INT8: [-0x80, 0x7f],
  INT16: [-0x8000, 0x7fff],
  INT32: [-0x8000_0000, 0x7fff_ffff],
};

/** What an element of the datatype must be, for errors. */
export function elementRule(datatype: FixedDatatype | 'BYTES'): string {
  if (datatype === 'BYTES') return 'a string';
  if (datatype === 'BOOL') return 'true or false';
  if (datatype === 'INT64') return 'a whole number from -2^63 to 2^63 - 1, beyond 2^53 as a bigint';
  if (datatype === 'UINT64') return 'a whole number from 0 to 2^64 - 1, beyond 2^53 as a bigint';
  const range = integerRanges[datatype];
  return range ? `a whole number from ${range[0]} to ${range[1]}` : 'a number in range';
}

/** New elements, and the function that fills them. */
export function newWriter(
  datatype: FixedDatatype,
  count: number,
): { elements: TensorData<FixedDatatype>; writeRow: RowWriter } {
  const elements = newElements(datatype, count);
  return { elements, writeRow: writerInto(datatype, elements) };
}

function writerInto(datatype: FixedDatatype, elements: TensorData<FixedDatatype>): RowWriter {
  if (elements instanceof BigInt64Array || elements instanceof BigUint64Array) {
    return (row, offset) => writeBigIntegers(elements, row, offset);
  }
  if (elements instanceof Float32Array || elements instanceof Float64Array) {
    return (row, offset) =>
      row instanceof Float64Array
        ? writeDoubles(elements, row, offset)
        : writeFloats(elements, row, offset);
  }
  if (datatype === 'FP16') {
    return (row, offset) => writeSmallFloats(elements, row, offset, toFloat16Bits, 0x7c00);
  }
  if (datatype === 'BF16') {
    return (row, offset) => writeSmallFloats(elements, row, offset, toBfloat16Bits, 0x7f80);
  }
  if (datatype === 'BOOL') return (row, offset) => writeBooleans(elements, row, offset);
  const [min, max] = integerRanges[datatype] ?? [0, 0];
  return (row, offset) => writeIntegers(elements, row, offset, min, max);
}

/** Whether a number that a caller gave can be a floating-point element: not so if it overflows. */
function overflows(value: number, stored: number): boolean {
  return !Number.isFinite(stored) && Number.isFinite(value);
}

function writeFloats(elements: Float32Array | Float64Array, row: Row, offset: number): number {
  for (let index = 0; index < row.length; index++) {
    const value = row[index];
    if (typeof value === 'number') elements[offset + index] = value;
    else if (typeof value === 'bigint') elements[offset + index] = Number(value);
    else return index;
    if (overflows(Number(value), elements[offset + index] ?? NaN)) return index;
  }
  return -1;
}

/** As {@link writeFloats}, where the values are known to be numbers. */
function writeDoubles(
  elements: Float32Array | Float64Array,
  row: Float64Array,
  offset: number,
): number {
  elements.set(row, offset);
  for (let index = 0; index < row.length; index++) {
    if (overflows(row[index] ?? NaN, elements[offset + index] ?? NaN)) return index;
  }
  return -1;
}

function writeSmallFloats(
  elements: { [index: number]: number },
  row: Row,
  offset: number,
  toBits: (value: number) => number,
  infinity: number,
): number {
  for (let index = 0; index < row.length; index++) {
    const value = row[index];
    if (typeof value !== 'number' && typeof value !== 'bigint') return index;
    const bits = toBits(Number(value));
    if ((bits & 0x7fff) === infinity && Number.isFinite(Number(value))) return index;
    elements[offset + index] = bits;
  }
  return -1;
}

function writeIntegers(
  elements: { [index: number]: number },
  row: Row,
  offset: number,
  min: number,
  max: number,
): number {
  for (let index = 0; index < row.length; index++) {
    const value = row[index];
    if (typeof value !== 'number' && typeof value !== 'bigint') return index;
    if (!(value >= min && value <= max)) return index;
    const integer = Number(value);
    if (!Number.isInteger(integer)) return index;
    elements[offset + index] = integer;
  }
  return -1;
}

/** Numbers beyond 2^53 are refused, since they may have lost digits; bigints have not. */
function writeBigIntegers(
  elements: BigInt64Array | BigUint64Array,
  row: Row,
  offset: number,
): number {
  for (let index = 0; index < row.length; index++) {
    const value = row[index];
    if (typeof value === 'number' ? !Number.isSafeInteger(value) : typeof value !== 'bigint') {
      return index;
    }
    const integer = BigInt(value as number | bigint);
    elements[offset + index] = integer;
    if (elements[offset + index] !== integer) return index;
  }
  return -1;
}

function writeBooleans(elements: { [index: number]: number }, row: Row, offset: number): number {
  for (let index = 0; index < row.length; index++) {
    const value = row[index];
    if (typeof value !== 'boolean') return index;
    elements[offset + index] = value ? 1 : 0;
  }
  return -1;
}
