import type { InferenceTransport } from '../open-inference/inference-transport.ts';
import type { Serving } from '../target/serving.ts';
import type { EndpointReference } from './endpoint-reference.ts';

/** Sends the client's requests the way the platform lets them through. */
export function servingTransport(
  serving: Serving,
  { name, address }: Pick<EndpointReference, 'name' | 'address'>,
): InferenceTransport {
  return {
    send({ method, path, headers, body, abortSignal }) {
      const request = { name, address, method, path, headers, ...(body !== undefined && { body }) };
      return serving.doInvoke(request, { abortSignal });
    },
  };
}
