import type { Datatype } from './datatype.ts';
import { decodeBytesElements } from './bytes-elements.ts';
import { viewElements } from './element-arrays.ts';
import type { GrowingText } from './growing-text.ts';
import { findNotFinite, mostBytesOf, printFloat32s } from './print-float32.ts';
import { elementCount, formatIndex, type Shape } from './shape.ts';
import { widenSmallFloats } from './small-float.ts';
import { tensorError, type TensorSite } from './tensor-site.ts';

interface ElementsToPrint {
  readonly site: TensorSite;
  readonly datatype: Datatype;
  readonly shape: Shape;
  readonly bytes: Uint8Array;
}

/** Adds the elements as a flat JSON array, every digit that matters and no more. */
export function addElements(text: GrowingText, elements: ElementsToPrint): void {
  const { datatype, bytes } = elements;
  if (datatype === 'FP32') addFloats(text, elements, viewElements(datatype, bytes));
  else if (datatype === 'FP16' || datatype === 'BF16')
    addFloats(text, elements, widenSmallFloats(datatype, viewElements(datatype, bytes)));
  else text.add(elementsToText(elements));
}

function elementsToText({ site, datatype, shape, bytes }: ElementsToPrint): string {
  if (datatype === 'BYTES') {
    return JSON.stringify(decodeBytesElements({ site, bytes, count: elementCount(shape) }));
  }
  if (datatype === 'BOOL') return `[${booleanWords(bytes).join()}]`;
  if (datatype === 'INT64' || datatype === 'UINT64') {
    return `[${viewElements(datatype, bytes).join()}]`;
  }
  const values = Array.from<number>(viewElements(datatype, bytes));
  return datatype === 'FP64' ? printDoubles({ site, shape, values }) : JSON.stringify(values);
}

function addFloats(
  text: GrowingText,
  { site, shape }: ElementsToPrint,
  values: Float32Array,
): void {
  const index = findNotFinite(values);
  if (index >= 0) throw notFinite({ site, shape, index, value: values[index] ?? NaN });
  text.addBytes(mostBytesOf(values), (memory, start) => printFloat32s(values, memory, start));
}

function booleanWords(bytes: Uint8Array): string[] {
  const words: string[] = [];
  for (const byte of bytes) words.push(byte === 0 ? 'false' : 'true');
  return words;
}

function printDoubles({
  site,
  shape,
  values,
}: {
  site: TensorSite;
  shape: Shape;
  values: readonly number[];
}): string {
  let hasNegativeZero = false;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? NaN;
    if (!Number.isFinite(value)) throw notFinite({ site, shape, index, value });
    hasNegativeZero ||= Object.is(value, -0);
  }
  const text = JSON.stringify(values);
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
