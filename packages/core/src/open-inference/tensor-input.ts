import type { TensorSpec } from '../target/signature.ts';
import { checkElements } from './check-elements.ts';
import type { Datatype } from './datatype.ts';
import { bytesOf } from './element-arrays.ts';
import { newWriter } from './element-writers.ts';
import { shapeFits, shapeForCount } from './infer-shape.ts';
import { isJsonObject } from './json-object.ts';
import type { WireTensor } from './messages.ts';
import { elementError, packElements } from './nested-elements.ts';
import { checkCount, checkShape, elementCount, formatShape, type Shape } from './shape.ts';
import { describeValue, tensorError, type TensorSite } from './tensor-site.ts';
import type { TensorInput, TypedArray } from './tensor-types.ts';

/** A value taken apart into what a tensor is made of. */
interface Parts {
  readonly site: TensorSite;
  readonly datatype: Datatype;
  readonly data: unknown;
}

/**
 * Makes a tensor of a plain value. With the model's `spec` the datatype is the model's, and the
 * shape may be left out where the model leaves at most one dimension open. Without it numbers are
 * FP32, bigints INT64, booleans BOOL, strings BYTES, and a typed array is what it is.
 *
 * A typed array of the very datatype is not copied. A `Uint16Array` for FP16 or BF16 is taken as
 * raw bits, which is how they come out of a model.
 * @throws WireError `BAD_INPUT`
 */
export function toWireTensor({
  name,
  value,
  spec,
}: {
  name: string;
  value: TensorInput;
  spec?: TensorSpec;
}): WireTensor {
  const site: TensorSite = { kind: 'input', name, code: 'BAD_INPUT' };
  const described: Described = isDescribed(value) ? value : { data: value };
  const datatype = datatypeFor({ site, described, spec });
  const parts: Parts = { site, datatype, data: described.data };
  const shape = shapeFor({ parts, given: described.shape, spec });
  return { name, datatype, shape, bytes: packData({ ...parts, shape }) };
}

interface Described {
  readonly data: unknown;
  readonly shape?: unknown;
  readonly datatype?: Datatype;
}

function isDescribed(value: TensorInput): value is Extract<TensorInput, Described> {
  return isJsonObject(value) && !ArrayBuffer.isView(value) && 'data' in value;
}

function datatypeFor({
  site,
  described,
  spec,
}: {
  site: TensorSite;
  described: Described;
  spec: TensorSpec | undefined;
}): Datatype {
  const given = described.datatype;
  if (spec && given && spec.datatype !== given) {
    throw tensorError({
      site,
      problem: `expected datatype ${spec.datatype}, which the model takes, got ${given}`,
      hint: 'Leave `datatype` out to have the numbers converted.',
    });
  }
  return given ?? spec?.datatype ?? datatypeOfValue(site, described.data);
}

const datatypeOfArray: Readonly<Record<string, Datatype>> = {
  Uint8Array: 'UINT8',
  Uint8ClampedArray: 'UINT8',
  Uint16Array: 'UINT16',
  Uint32Array: 'UINT32',
  BigUint64Array: 'UINT64',
  Int8Array: 'INT8',
  Int16Array: 'INT16',
  Int32Array: 'INT32',
  BigInt64Array: 'INT64',
  Float32Array: 'FP32',
  Float64Array: 'FP64',
};

const datatypeOfScalar: Readonly<Record<string, Datatype>> = {
  number: 'FP32',
  bigint: 'INT64',
  boolean: 'BOOL',
  string: 'BYTES',
};

function datatypeOfValue(site: TensorSite, data: unknown): Datatype {
  const leaf = firstLeaf(data);
  const datatype = isTypedArray(leaf)
    ? Array.isArray(data)
      ? 'BYTES'
      : datatypeOfArray[typedArrayName(leaf)]
    : datatypeOfScalar[typeof leaf];
  if (datatype !== undefined) return datatype;
  throw tensorError({
    site,
    problem: `expected numbers, booleans, strings or a typed array, got ${describeValue(leaf)}`,
  });
}

function firstLeaf(data: unknown): unknown {
  return Array.isArray(data) ? firstLeaf(data[0]) : data;
}

function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/** The name of the kind of array: a Node `Buffer` is a Uint8Array. */
function typedArrayName(array: TypedArray): string {
  return array[Symbol.toStringTag];
}

function shapeFor({
  parts,
  given,
  spec,
}: {
  parts: Parts;
  given: unknown;
  spec: TensorSpec | undefined;
}): Shape {
  const { site } = parts;
  if (given !== undefined)
    return checkFits({ site, shape: checkShape({ site, shape: given }), spec });
  const natural = naturalShape(parts);
  if (!spec || shapeFits(natural, spec.shape)) return natural;
  return natural.length > 1
    ? checkFits({ site, shape: natural, spec })
    : shapeForCount({ site, wanted: spec.shape, count: elementCount(natural) });
}

function checkFits({
  site,
  shape,
  spec,
}: {
  site: TensorSite;
  shape: Shape;
  spec: TensorSpec | undefined;
}): Shape {
  if (!spec || shapeFits(shape, spec.shape)) return shape;
  throw tensorError({
    site,
    problem: `expected shape ${formatShape(spec.shape)}, which the model takes, got ${formatShape(shape)}`,
  });
}

/** The shape that nested arrays have by themselves, judged by the first of each level. */
function naturalShape({ datatype, data }: Parts): Shape {
  if (isTypedArray(data)) return datatype === 'BYTES' ? [] : [data.length];
  return Array.isArray(data) ? arrayShape(data) : [];
}

function arrayShape(values: readonly unknown[]): number[] {
  const first = values[0];
  return Array.isArray(first) ? [values.length, ...arrayShape(first)] : [values.length];
}

function packData({ site, datatype, data, shape }: Parts & { shape: Shape }): Uint8Array {
  if (isTypedArray(data) && datatype !== 'BYTES') {
    return packTypedArray({ site, datatype, data, shape });
  }
  return packElements({ site, datatype, shape, values: Array.isArray(data) ? data : [data] });
}

function packTypedArray({
  site,
  datatype,
  data,
  shape,
}: {
  site: TensorSite;
  datatype: Exclude<Datatype, 'BYTES'>;
  data: TypedArray;
  shape: Shape;
}): Uint8Array {
  checkCount({ site, shape, count: data.length });
  if (isStoredAs({ datatype, data })) {
    const bytes = bytesOf(data);
    checkElements({ site, datatype, shape, bytes });
    return bytes;
  }
  const { elements, writeRow } = newWriter(datatype, data.length);
  const index = writeRow(data, 0);
  if (index >= 0) throw elementError({ site, datatype, shape, index, value: data[index] });
  return bytesOf(elements);
}

/** Whether the array's bytes are the tensor's bytes already. */
function isStoredAs({ datatype, data }: { datatype: Datatype; data: TypedArray }): boolean {
  const own = datatypeOfArray[typedArrayName(data)];
  if (datatype === 'BOOL') return own === 'UINT8';
  if (datatype === 'FP16' || datatype === 'BF16') return own === 'UINT16';
  return own === datatype;
}
