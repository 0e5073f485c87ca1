import { decodeBody } from './decode-body.ts';
import { decodeTensors } from './decode-tensors.ts';
import {
  optionalStringMember,
  parametersIfAny,
  parametersMember,
  stringMember,
} from './json-object.ts';
import type { Flavour, InferResponse, WireHeaders } from './messages.ts';

const code = 'BAD_RESPONSE';

/**
 * Reads a response. `modelName` stands in where the response does not name its model, as in the
 * protocol's own example.
 */
export function decodeResponse({
  headers,
  body,
  modelName,
  flavour = 'open-inference',
}: {
  headers: WireHeaders;
  body: Uint8Array;
  modelName?: string;
  flavour?: Flavour;
}): InferResponse {
  const decoded = decodeBody({ headers, body, flavour, code });
  const object = { model_name: modelName, ...decoded.json };
  const of = 'The response';
  const modelVersion = optionalStringMember({ code, object, key: 'model_version', of });
  const id = optionalStringMember({ code, object, key: 'id', of });
  const parameters = parametersMember({ code, object, key: 'parameters', of });
  return {
    modelName: stringMember({ code, object, key: 'model_name', of }),
    ...(modelVersion === undefined ? {} : { modelVersion }),
    ...(id === undefined ? {} : { id }),
    ...parametersIfAny({ ...parameters }),
    outputs: decodeTensors({ body: decoded, member: 'outputs', code }),
  };
}
