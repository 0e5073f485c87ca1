import type { TensorSpec } from '../target/signature.ts';
import { DATATYPES, isDatatype } from './datatype.ts';
import { decodeBody } from './decode-body.ts';
import { type JsonObject, memberError, objectsMember, stringMember } from './json-object.ts';
import type { ModelMetadata, ServerMetadata } from './messages.ts';

const code = 'BAD_RESPONSE';

export function decodeModelMetadata(body: Uint8Array): ModelMetadata {
  const object = jsonOf(body);
  const of = 'The model metadata';
  const versions = object['versions'];
  return {
    name: stringMember({ code, object, key: 'name', of }),
    platform: stringMember({ code, object, key: 'platform', of }),
    ...(isStrings(versions) ? { versions } : {}),
    inputs: objectsMember({ code, object, key: 'inputs', of }).map(tensorSpec),
    outputs: objectsMember({ code, object, key: 'outputs', of }).map(tensorSpec),
  };
}

export function decodeServerMetadata(body: Uint8Array): ServerMetadata {
  const object = jsonOf(body);
  const of = 'The server metadata';
  const extensions = object['extensions'];
  return {
    name: stringMember({ code, object, key: 'name', of }),
    version: stringMember({ code, object, key: 'version', of }),
    extensions: isStrings(extensions) ? extensions : [],
  };
}

function jsonOf(body: Uint8Array): JsonObject {
  return decodeBody({ headers: {}, body, flavour: 'open-inference', code }).json;
}

function tensorSpec(object: JsonObject): TensorSpec {
  const name = stringMember({ code, object, key: 'name', of: 'A tensor of the model metadata' });
  const { datatype, shape } = object;
  const of = `The model metadata, tensor ${JSON.stringify(name)}`;
  if (!isDatatype(datatype)) {
    const expected = `one of ${DATATYPES.join(', ')}`;
    throw memberError({ code, object, key: 'datatype', of, expected });
  }
  if (!isSpecShape(shape)) {
    throw memberError({
      code,
      object,
      key: 'shape',
      of,
      expected: 'an array of sizes, -1 for any',
    });
  }
  return { name, datatype, shape };
}

function isSpecShape(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= -1);
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}
