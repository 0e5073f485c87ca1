import { checkElements } from './check-elements.ts';
import { type Datatype, DATATYPES, isDatatype } from './datatype.ts';
import type { DecodedBody } from './decode-body.ts';
import {
  type JsonObject,
  objectsMember,
  parametersIfAny,
  parametersMember,
  stringMember,
} from './json-object.ts';
import type { Encoding, WireTensor } from './messages.ts';
import { packElements } from './nested-elements.ts';
import { checkShape, type Shape } from './shape.ts';
import { describeValue, siteLabel, tensorError, type TensorSite } from './tensor-site.ts';
import { WireError, type WireErrorCode } from './wire-error.ts';

/** Where the next binary tensor begins. */
interface BinaryReader {
  readonly bytes: Uint8Array;
  at: number;
}

/** The tensors of a body: from the JSON, or from the bytes behind it in the order of the JSON. */
export function decodeTensors({
  body,
  member,
  code,
}: {
  body: DecodedBody;
  member: 'inputs' | 'outputs';
  code: WireErrorCode;
}): WireTensor[] {
  const of = code === 'BAD_REQUEST' ? 'The request' : 'The response';
  const reader: BinaryReader = { bytes: body.binary, at: 0 };
  const entries = objectsMember({ code, object: body.json, key: member, of });
  const kind = member === 'inputs' ? 'input' : 'output';
  const tensors = entries.map((entry, index) => {
    const name = stringMember({
      code,
      object: entry,
      key: 'name',
      of: `${of}, ${member}[${index}]`,
    });
    return decodeTensor({ site: { kind, name, code }, entry, reader });
  });
  checkNoneTwice({ tensors, kind, code });
  checkAllRead({ reader, of, code });
  return tensors;
}

function decodeTensor({
  site,
  entry,
  reader,
}: {
  site: TensorSite;
  entry: JsonObject;
  reader: BinaryReader;
}): WireTensor {
  const datatype = datatypeOf({ site, value: entry['datatype'] });
  const shape = checkShape({ site, shape: entry['shape'] });
  const { binary_data_size: size, ...parameters } = parametersMember({
    code: site.code,
    object: entry,
    key: 'parameters',
    of: siteLabel(site),
  });
  checkOneSource({ site, entry, size, parameters });
  const encoding: Encoding = size === undefined ? 'json' : 'binary';
  const bytes =
    size === undefined
      ? bytesFromJson({ site, datatype, shape, data: entry['data'] })
      : bytesFromBinary({ site, datatype, shape, size, reader });
  return { name: site.name, datatype, shape, bytes, encoding, ...parametersIfAny(parameters) };
}

function datatypeOf({ site, value }: { site: TensorSite; value: unknown }): Datatype {
  if (isDatatype(value)) return value;
  throw tensorError({
    site,
    problem: `expected datatype to be one of ${DATATYPES.join(', ')}, got ${describeValue(value)}`,
  });
}

/** As Triton demands: either `data` or `binary_data_size`, never both. */
function checkOneSource({
  site,
  entry,
  size,
  parameters,
}: {
  site: TensorSite;
  entry: JsonObject;
  size: unknown;
  parameters: JsonObject;
}): void {
  if ('shared_memory_region' in parameters) {
    throw tensorError({
      site,
      problem: 'shared memory is not supported',
      hint: 'Send the tensor as "data" or as binary data.',
    });
  }
  const hasData = entry['data'] !== undefined;
  if (hasData === (size === undefined)) return;
  throw tensorError({
    site,
    problem: `expected either "data" or the parameter "binary_data_size", got ${hasData ? 'both' : 'neither'}`,
  });
}

function bytesFromJson({
  site,
  datatype,
  shape,
  data,
}: {
  site: TensorSite;
  datatype: Datatype;
  shape: Shape;
  data: unknown;
}): Uint8Array {
  if (!Array.isArray(data) && !(data instanceof Float64Array)) {
    throw tensorError({
      site,
      problem: `expected "data" to be an array, got ${describeValue(data)}`,
    });
  }
  return packElements({ site, datatype, shape, values: data });
}

function bytesFromBinary({
  site,
  datatype,
  shape,
  size,
  reader,
}: {
  site: TensorSite;
  datatype: Datatype;
  shape: Shape;
  size: string | number | boolean;
  reader: BinaryReader;
}): Uint8Array {
  const left = reader.bytes.byteLength - reader.at;
  if (!Number.isSafeInteger(size) || Number(size) < 0 || Number(size) > left) {
    throw tensorError({
      site,
      problem: `expected binary_data_size to be a whole number from 0 to ${left}, the bytes left of the body, got ${describeValue(size)}`,
    });
  }
  const bytes = reader.bytes.subarray(reader.at, reader.at + Number(size));
  checkElements({ site, datatype, shape, bytes });
  reader.at += bytes.byteLength;
  return bytes;
}

function checkNoneTwice({
  tensors,
  kind,
  code,
}: {
  tensors: readonly WireTensor[];
  kind: TensorSite['kind'];
  code: WireErrorCode;
}): void {
  if (tensors.length < 2) return;
  const seen = new Set<string>();
  for (const { name } of tensors) {
    if (seen.has(name)) throw tensorError({ site: { kind, name, code }, problem: 'given twice' });
    seen.add(name);
  }
}

function checkAllRead({
  reader,
  of,
  code,
}: {
  reader: BinaryReader;
  of: string;
  code: WireErrorCode;
}): void {
  const left = reader.bytes.byteLength - reader.at;
  if (left === 0) return;
  throw new WireError({
    code,
    message: `${of} ends with bytes that belong to no tensor: ${left}.`,
    hint: 'The tensors with "binary_data_size" must fill the body behind the JSON exactly.',
  });
}
