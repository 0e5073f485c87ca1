import { encodeBody } from './encode-body.ts';
import { type JsonObject, parametersIfAny } from './json-object.ts';
import type { Encoding, Flavour, InferRequest, RequestedOutput, WireMessage } from './messages.ts';

/**
 * Writes a request. `encoding` holds for the inputs that do not say one themselves, and, unless
 * the request says otherwise, is what the outputs are asked for in.
 */
export function encodeRequest({
  request,
  encoding = 'binary',
  flavour = 'open-inference',
}: {
  request: InferRequest;
  encoding?: Encoding;
  flavour?: Flavour;
}): WireMessage {
  const { id, inputs, outputs, outputEncoding = encoding } = request;
  const parameters = {
    ...request.parameters,
    ...(outputEncoding === 'binary' ? { binary_data_output: true } : {}),
  };
  return encodeBody({
    head: { id, ...parametersIfAny(parameters), outputs: outputs?.map(requestedOutputToJson) },
    member: 'inputs',
    tensors: inputs.map((tensor) => ({
      site: { kind: 'input', name: tensor.name, code: 'BAD_INPUT' },
      tensor,
      encoding: tensor.encoding ?? encoding,
    })),
    flavour,
  });
}

function requestedOutputToJson({ name, encoding, parameters }: RequestedOutput): JsonObject {
  const binary = encoding === undefined ? {} : { binary_data: encoding === 'binary' };
  return { name, ...parametersIfAny({ ...parameters, ...binary }) };
}
