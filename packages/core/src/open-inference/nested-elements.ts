import type { Datatype } from './datatype.ts';
import { bytesOf, type FixedDatatype } from './element-arrays.ts';
import { elementRule, newWriter } from './element-writers.ts';
import { joinBytesElements } from './bytes-elements.ts';
import { checkCount, elementCount, formatIndex, formatShape, type Shape } from './shape.ts';
import { describeValue, tensorError, type TensorSite } from './tensor-site.ts';

type Values = readonly unknown[] | Float64Array;

interface ElementsToPack {
  readonly site: TensorSite;
  readonly datatype: Datatype;
  readonly shape: Shape;
  /** Nested exactly as `shape` says, or flat. */
  readonly values: Values;
}

/** Packs plain JavaScript values into the bytes of a tensor, checking each of them. */
export function packElements({ site, datatype, shape, values }: ElementsToPack): Uint8Array {
  const rows = rowsOf({ site, shape, values });
  return datatype === 'BYTES'
    ? packBytes({ site, shape, rows })
    : packFixed({ site, datatype, shape, rows });
}

function packFixed({
  site,
  datatype,
  shape,
  rows,
}: {
  site: TensorSite;
  datatype: FixedDatatype;
  shape: Shape;
  rows: readonly Values[];
}): Uint8Array {
  const { elements, writeRow } = newWriter(datatype, elementCount(shape));
  let offset = 0;
  for (const row of rows) {
    const bad = writeRow(row, offset);
    if (bad >= 0)
      throw elementError({ site, datatype, shape, index: offset + bad, value: row[bad] });
    offset += row.length;
  }
  return bytesOf(elements);
}

function packBytes({
  site,
  shape,
  rows,
}: {
  site: TensorSite;
  shape: Shape;
  rows: readonly Values[];
}): Uint8Array {
  const elements: (string | Uint8Array)[] = [];
  for (const row of rows) {
    for (const value of row) {
      const index = elements.length;
      if (typeof value !== 'string' && !(value instanceof Uint8Array)) {
        throw elementError({ site, datatype: 'BYTES', shape, index, value });
      }
      // Half of a surrogate pair has no UTF-8: encoding would put another character in its place.
      if (typeof value === 'string' && !value.isWellFormed()) {
        throw tensorError({
          site,
          problem: `expected ${placeOf({ index, shape })} to be well-formed text, got half of a surrogate pair`,
        });
      }
      elements.push(value);
    }
  }
  return joinBytesElements(elements);
}

/** The error of one element that cannot be of the tensor's datatype. */
export function elementError({
  site,
  datatype,
  shape,
  index,
  value,
}: {
  site: TensorSite;
  datatype: Datatype;
  shape: Shape;
  index: number;
  value: unknown;
}): Error {
  const place = placeOf({ index, shape });
  const hint = hintFor({ datatype, value });
  return tensorError({
    site,
    problem: `expected ${place} to be ${elementRule(datatype)} (${datatype}), got ${describeValue(value)}`,
    ...(hint === undefined ? {} : { hint }),
  });
}

function placeOf({ index, shape }: { index: number; shape: Shape }): string {
  return shape.length === 0 ? 'the element' : `element ${formatIndex({ index, shape })}`;
}

function hintFor({ datatype, value }: { datatype: Datatype; value: unknown }): string | undefined {
  const isFloat = datatype.startsWith('FP') || datatype === 'BF16';
  if (isFloat && value === null) {
    return 'JSON has no NaN and no Infinity: send this tensor in the binary encoding.';
  }
  if (datatype.endsWith('INT64') && Number.isInteger(value)) {
    return 'A number beyond 2^53 may have lost digits: give a bigint or a BigInt64Array.';
  }
  return undefined;
}

/** The innermost arrays, in order, after checking that no array has another length than it should. */
function rowsOf({
  site,
  shape,
  values,
}: {
  site: TensorSite;
  shape: Shape;
  values: Values;
}): readonly Values[] {
  if (shape.length < 2 || (values.length > 0 && !Array.isArray(values[0]))) {
    checkCount({ site, shape, count: values.length });
    return [values];
  }
  // An empty tensor of more than one dimension has no row to look at.
  if (values.length === 0 && elementCount(shape) === 0) return [];
  const rows: Values[] = [];
  collectRows({ site, shape, values, depth: 0, path: 'data', rows });
  return rows;
}

function collectRows({
  site,
  shape,
  values,
  depth,
  path,
  rows,
}: {
  site: TensorSite;
  shape: Shape;
  values: unknown;
  depth: number;
  path: string;
  rows: Values[];
}): void {
  const expected = shape[depth];
  if (!Array.isArray(values) || values.length !== expected) {
    throw tensorError({
      site,
      problem: `expected ${path} to be an array of ${expected} for shape ${formatShape(shape)}, got ${describeValue(values)}`,
      hint: 'Nest the arrays exactly as the shape says, or give one flat array.',
    });
  }
  if (depth === shape.length - 1) {
    rows.push(values);
    return;
  }
  for (let index = 0; index < values.length; index++) {
    const inner: unknown = values[index];
    collectRows({ site, shape, values: inner, depth: depth + 1, path: `${path}[${index}]`, rows });
  }
}
