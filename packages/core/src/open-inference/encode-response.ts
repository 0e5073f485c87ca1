import { encodeBody } from './encode-body.ts';
import type { Encoding, Flavour, InferRequest, InferResponse, WireMessage } from './messages.ts';

/** Writes a response, each output in the encoding that the request asked for, or else in JSON. */
export function encodeResponse({
  response,
  request = {},
  flavour = 'open-inference',
}: {
  response: InferResponse;
  request?: Pick<InferRequest, 'outputs' | 'outputEncoding'>;
  flavour?: Flavour;
}): WireMessage {
  const { modelName, modelVersion, id, parameters, outputs } = response;
  return encodeBody({
    head: { model_name: modelName, model_version: modelVersion, id, parameters },
    member: 'outputs',
    tensors: outputs.map((tensor) => ({
      site: { kind: 'output', name: tensor.name, code: 'BAD_RESPONSE' },
      tensor,
      encoding: wantedEncoding({ name: tensor.name, request }),
    })),
    flavour,
  });
}

function wantedEncoding({
  name,
  request,
}: {
  name: string;
  request: Pick<InferRequest, 'outputs' | 'outputEncoding'>;
}): Encoding {
  const requested = request.outputs?.find((output) => output.name === name);
  return requested?.encoding ?? request.outputEncoding ?? 'json';
}
