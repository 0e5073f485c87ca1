import { TorchrelayError } from '@torchrelay/core';
import type { Call, InvokeRequest } from '@torchrelay/core/target';

import { awsFailure } from '../client/aws-failure.ts';
import { asyncStoreOf } from './asynchronous/async-place.ts';
import type { SagemakerClients } from './sagemaker-clients.ts';
import { ask } from './sagemaker-request.ts';

/** One question, and its answer part by part, as the server in the container sends it. */
export async function* streamEndpoint(
  { runtime }: SagemakerClients,
  { name, address, headers, body }: InvokeRequest,
  call: Call,
): AsyncIterable<Uint8Array> {
  if (asyncStoreOf(address) !== undefined) throw wholeAnswers(name);
  const client = await runtime();
  const { accept, 'content-type': contentType } = headers;
  const request = {
    EndpointName: name,
    Body: body ?? new Uint8Array(),
    ...(contentType !== undefined && { ContentType: contentType }),
    ...(accept !== undefined && { Accept: accept }),
  };
  const attempt = `Cannot ask the endpoint ${name}`;
  const permission = 'sagemaker:InvokeEndpointWithResponseStream';
  const { abortSignal } = call;
  const { Body: parts = [] } = await ask({
    attempt,
    permission,
    abortSignal,
    send: (options) => client.invokeEndpointWithResponseStream(request, options),
  });
  try {
    for await (const { PayloadPart } of parts) {
      if (PayloadPart?.Bytes !== undefined) yield PayloadPart.Bytes;
    }
  } catch (error) {
    throw awsFailure(error, {
      attempt: `The answer of ${name} broke off`,
      permission,
      abortSignal,
    });
  }
}

function wholeAnswers(name: string): TorchrelayError {
  return new TorchrelayError({
    code: 'STREAMING_UNSUPPORTED',
    message: `The endpoint ${name} is of mode "async": its answers come whole, through S3.`,
    hint: 'Ask with predict(), or deploy under another name without that mode.',
  });
}
