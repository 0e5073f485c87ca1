import type { Datatype } from './datatype.ts';
import { decodeBytesElements } from './bytes-elements.ts';
import { type FixedDatatype, viewElements } from './element-arrays.ts';
import { elementCount, formatIndex, type Shape } from './shape.ts';
import { toShortDoubles } from './short-float32.ts';
import { widenSmallFloats } from './small-float.ts';
import { tensorError, type TensorSite } from './tensor-site.ts';
import type { TensorData } from './tensor-types.ts';

interface ElementsToPrint {
  readonly site: TensorSite;
  readonly datatype: Datatype;
  readonly shape: Shape;
  readonly bytes: Uint8Array;
}

/** The elements as the text of a flat JSON array, every digit that matters and no more. */
export function elementsToJson({ site, datatype, shape, bytes }: ElementsToPrint): string {
  if (datatype === 'BYTES') {
    return JSON.stringify(decodeBytesElements({ site, bytes, count: elementCount(shape) }));
  }
  if (datatype === 'BOOL') return `[${booleanWords(bytes).join()}]`;
  const elements = numbersOf(datatype, bytes);
  if (elements instanceof BigInt64Array || elements instanceof BigUint64Array) {
    return `[${elements.join()}]`;
  }
  return floatDatatypes.has(datatype)
    ? printFloats({ site, shape, values: elements })
    : JSON.stringify(Array.from(elements));
}

const floatDatatypes: ReadonlySet<Datatype> = new Set(['FP16', 'BF16', 'FP32', 'FP64']);

function booleanWords(bytes: Uint8Array): string[] {
  const words: string[] = [];
  for (const byte of bytes) words.push(byte === 0 ? 'false' : 'true');
  return words;
}

function numbersOf(
  datatype: Exclude<FixedDatatype, 'BOOL'>,
  bytes: Uint8Array,
): Exclude<TensorData<FixedDatatype>, Float32Array> {
  if (datatype === 'FP32') return toShortDoubles(viewElements(datatype, bytes));
  if (datatype === 'FP16' || datatype === 'BF16') {
    return toShortDoubles(widenSmallFloats(datatype, viewElements(datatype, bytes)));
  }
  return viewElements(datatype, bytes);
}

function printFloats({
  site,
  shape,
  values,
}: {
  site: TensorSite;
  shape: Shape;
  values: ArrayLike<number> & Iterable<number>;
}): string {
  let hasNegativeZero = false;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? NaN;
    if (!Number.isFinite(value)) throw notFinite({ site, shape, index, value });
    hasNegativeZero ||= Object.is(value, -0);
  }
  const text = JSON.stringify(Array.from(values));
  return hasNegativeZero ? restoreNegativeZeros(text, values) : text;
}

/** `JSON.stringify` prints -0 as 0, though JSON can say -0. */
function restoreNegativeZeros(text: string, values: ArrayLike<number>): string {
  const parts = text.slice(1, -1).split(',');
  for (let index = 0; index < values.length; index++) {
    if (Object.is(values[index], -0)) parts[index] = '-0';
  }
  return `[${parts.join()}]`;
}

/** Neither `NaN` (not JSON) nor `null` (not what the model said) may stand in the text. */
function notFinite({
  site,
  shape,
  index,
  value,
}: {
  site: TensorSite;
  shape: Shape;
  index: number;
  value: number;
}): Error {
  return tensorError({
    site: { ...site, code: 'NOT_ENCODABLE' },
    problem: `element ${formatIndex({ index, shape })} is ${value}, which JSON cannot say`,
    hint:
      site.kind === 'input'
        ? 'Send it with encoding "binary".'
        : 'Ask for binary outputs: "binary_data_output": true in the parameters of the request.',
  });
}
