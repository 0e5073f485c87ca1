import { inferPath } from '@torchrelay/core/target-utils';
import type { Call, InvokeRequest, InvokeResponse } from '@torchrelay/core/target';

import type { AwsSettings } from '../client/aws-settings.ts';
import { asyncStoreOf } from './asynchronous/async-place.ts';
import { invokeAsync } from './asynchronous/invoke-async.ts';
import { invokeEndpoint } from './invoke-endpoint.ts';
import type { SagemakerClients } from './sagemaker-clients.ts';

/** One inference request, on the way that the endpoint takes them. SageMaker lets nothing else of the protocol through. */
export async function invoke({
  clients,
  settings,
  request,
  call,
}: {
  readonly clients: SagemakerClients;
  readonly settings: AwsSettings;
  readonly request: InvokeRequest;
  readonly call: Call;
}): Promise<InvokeResponse> {
  if (request.method !== 'POST' || request.path !== inferPath) return notThere;
  const location = asyncStoreOf(request.address);
  if (location === undefined) return invokeEndpoint(clients, request, call);
  return invokeAsync({ clients, settings, location, request, call });
}

const notThere: InvokeResponse = {
  status: 404,
  headers: { 'content-type': 'application/json' },
  body: new TextEncoder().encode('{"error":"SageMaker lets only inference requests through"}'),
};
