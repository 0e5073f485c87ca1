import { decodeBody } from './decode-body.ts';
import { decodeTensors } from './decode-tensors.ts';
import {
  type JsonObject,
  memberError,
  objectsMember,
  optionalStringMember,
  parametersIfAny,
  parametersMember,
  stringMember,
} from './json-object.ts';
import type { Encoding, Flavour, InferRequest, RequestedOutput, WireHeaders } from './messages.ts';

const code = 'BAD_REQUEST';

/** Reads a request, checking every tensor. The bytes of binary tensors are views of the body. */
export function decodeRequest({
  headers,
  body,
  flavour = 'open-inference',
}: {
  headers: WireHeaders;
  body: Uint8Array;
  flavour?: Flavour;
}): InferRequest {
  const decoded = decodeBody({ headers, body, flavour, code });
  const object = decoded.json;
  const of = 'The request';
  const id = optionalStringMember({ code, object, key: 'id', of });
  const { binary_data_output: binary, ...parameters } = parametersMember({
    code,
    object,
    key: 'parameters',
    of,
  });
  return {
    ...(id === undefined ? {} : { id }),
    ...parametersIfAny(parameters),
    inputs: decodeTensors({ body: decoded, member: 'inputs', code }),
    ...requestedOutputs(object),
    outputEncoding: encodingOf({ flag: binary, key: 'binary_data_output', of }) ?? 'json',
  };
}

function requestedOutputs(object: JsonObject): { outputs?: RequestedOutput[] } {
  if (object['outputs'] === undefined) return {};
  const entries = objectsMember({ code, object, key: 'outputs', of: 'The request' });
  return { outputs: entries.map(requestedOutput) };
}

function requestedOutput(object: JsonObject, index: number): RequestedOutput {
  const of = `The request, outputs[${index}]`;
  const name = stringMember({ code, object, key: 'name', of });
  const { binary_data: binary, ...parameters } = parametersMember({
    code,
    object,
    key: 'parameters',
    of,
  });
  const encoding = encodingOf({ flag: binary, key: 'binary_data', of });
  return { name, ...parametersIfAny(parameters), ...(encoding === undefined ? {} : { encoding }) };
}

function encodingOf({
  flag,
  key,
  of,
}: {
  flag: unknown;
  key: string;
  of: string;
}): Encoding | undefined {
  if (flag === undefined) return undefined;
  if (typeof flag === 'boolean') return flag ? 'binary' : 'json';
  throw memberError({
    code,
    object: { [key]: flag },
    key,
    of: `${of}, parameters`,
    expected: 'true or false',
  });
}
