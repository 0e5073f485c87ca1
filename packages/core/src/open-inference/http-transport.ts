import type {
  InferenceTransport,
  TransportRequest,
  TransportResponse,
} from './inference-transport.ts';

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Speaks HTTP to a server of the protocol. Node's `fetch` keeps connections open between calls.
 * @param baseUrl - `http://127.0.0.1:8000`; a path in it is kept
 * @param headers - sent with each request; a function is asked each time, for tokens that expire
 * @example
 * const transport = httpTransport({ baseUrl: 'http://127.0.0.1:8000' });
 * const client = createInferenceClient({ transport, modelName: 'resnet50' });
 */
export function httpTransport({
  baseUrl,
  fetch = globalThis.fetch,
  headers = {},
}: {
  baseUrl: string;
  fetch?: Fetch;
  headers?: Readonly<Record<string, string>> | (() => Promise<Readonly<Record<string, string>>>);
}): InferenceTransport {
  const base = baseUrl.replace(/\/+$/, '');
  return {
    async send(request: TransportRequest): Promise<TransportResponse> {
      const own = typeof headers === 'function' ? await headers() : headers;
      const response = await fetch(`${base}${request.path}`, {
        method: request.method,
        headers: { ...own, ...request.headers },
        body: (request.body as Uint8Array<ArrayBuffer> | undefined) ?? null,
        signal: request.abortSignal ?? null,
        // A redirect would carry the headers, and with them a token, to another server.
        redirect: 'error',
      });
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: new Uint8Array(await response.arrayBuffer()),
      };
    },
  };
}
