import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { inferPath } from '../package/layout.ts';
import type { Serving } from '../target/serving.ts';
import type { EndpointReference } from './endpoint-reference.ts';

/** What `stream` takes beside the body. */
export interface StreamOptions {
  /** Of the body. @default 'application/json' */
  readonly contentType?: string;
  readonly accept?: string;
  readonly abortSignal?: AbortSignal;
}

/**
 * What the server sends, as it sends it.
 *
 * @throws TorchrelayError `STREAMING_UNSUPPORTED`, before anything is iterated
 */
export function streamAnswer({
  serving,
  reference: { name, provider, address },
  body,
  options: { contentType = 'application/json', accept, abortSignal } = {},
}: {
  readonly serving: Serving;
  readonly reference: EndpointReference;
  readonly body: string | Uint8Array;
  readonly options?: StreamOptions | undefined;
}): AsyncIterable<Uint8Array> {
  if (serving.doStream === undefined) throw unsupported(provider);
  const headers = { 'content-type': contentType, ...(accept !== undefined && { accept }) };
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const request = { name, address, method: 'POST', path: inferPath, headers, body: bytes } as const;
  return serving.doStream(request, { abortSignal });
}

function unsupported(provider: string): TorchrelayError {
  return new TorchrelayError({
    code: 'STREAMING_UNSUPPORTED',
    message: `The target "${provider}" hands answers on whole, not in parts.`,
    hint: 'Ask with predict(). Parts come from SageMaker, with a server image of your own that sends them (--image).',
  });
}
