import type { TransportResponse } from './inference-transport.ts';
import { isJsonObject } from './json-object.ts';
import { WireError } from './wire-error.ts';

const retryableStatuses: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

const hints: Readonly<Record<number, string>> = {
  401: 'The server wants credentials: check the headers of the transport.',
  403: 'These credentials may not call the model.',
  404: 'Check the name of the model, and whether the server has loaded it.',
  413: 'The request is too big for the server: send fewer rows at once, in the binary encoding.',
  429: 'The server takes no more requests for now: send fewer at once.',
  503: 'The server is busy or still loading the model: try again in a moment.',
};

/** The one error of an answer with an error status: the status, the model, the server's words. */
export function serverError({
  response,
  modelName,
}: {
  response: TransportResponse;
  modelName: string;
}): WireError {
  const { status } = response;
  const reason = serverMessage(response);
  return new WireError({
    code: 'SERVER_REFUSED',
    status,
    message: `The server answered ${status} for model ${JSON.stringify(modelName)}: ${reason}`,
    hint: hints[status],
    isRetryable: retryableStatuses.has(status),
    data: { modelName },
  });
}

/** The `error` of the protocol's error body, or else the beginning of whatever text there is. */
function serverMessage({ body }: TransportResponse): string {
  const text = new TextDecoder().decode(body.subarray(0, 64 * 1024)).trim();
  const value = parsedOrUndefined(text);
  if (isJsonObject(value) && typeof value['error'] === 'string') return value['error'];
  if (text === '') return 'no reason was given.';
  return text.length <= 300 ? text : `${text.slice(0, 300)}…`;
}

/** Error bodies of proxies and load balancers are often not JSON. */
function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
