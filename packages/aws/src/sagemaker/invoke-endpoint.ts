import type { InvokeEndpointOutput, ModelError } from '@aws-sdk/client-sagemaker-runtime';
import type { Call, InvokeRequest, InvokeResponse } from '@torchrelay/core/target';

import type { SagemakerClients } from './sagemaker-clients.ts';
import { ask } from './sagemaker-request.ts';

/** One question to an endpoint that answers at once. */
export async function invokeEndpoint(
  { runtime }: SagemakerClients,
  { name, headers, body }: InvokeRequest,
  { abortSignal }: Call,
): Promise<InvokeResponse> {
  const client = await runtime();
  const accept = header(headers, 'accept');
  const request = {
    EndpointName: name,
    ContentType: header(headers, 'content-type') ?? 'application/json',
    ...(accept !== undefined && { Accept: accept }),
    Body: body ?? new Uint8Array(),
  };
  return ask({
    attempt: `Cannot ask the endpoint ${name}`,
    permission: 'sagemaker:InvokeEndpoint',
    abortSignal,
    send: (options) => client.invokeEndpoint(request, options).then(answered, refusedByModel),
  });
}

function answered({
  Body: body,
  ContentType: type = 'application/json',
}: InvokeEndpointOutput): InvokeResponse {
  return { status: 200, headers: { 'content-type': type }, body: body ?? new Uint8Array() };
}

/** What the container answers is an answer, whatever its status. */
function refusedByModel(error: unknown): InvokeResponse {
  if (!(error instanceof Error) || error.name !== 'ModelError') throw error;
  const { OriginalStatusCode: status = 500, OriginalMessage: message = '' } = error as Error &
    Pick<ModelError, 'OriginalStatusCode' | 'OriginalMessage'>;
  const headers = { 'content-type': 'application/json' };
  return { status, headers, body: new TextEncoder().encode(message) };
}

function header(headers: InvokeRequest['headers'], wanted: string): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1];
}
