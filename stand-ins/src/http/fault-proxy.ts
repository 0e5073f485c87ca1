import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as sendRequest,
  type ServerResponse,
} from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

/** One request as it arrived. */
export interface ProxiedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** The fields of a form, which say in some protocols what is asked for. */
  readonly form?: URLSearchParams;
}

/**
 * What happens to a request instead of being passed on: an answer made here, or the connection cut `before` the
 * request reaches the server, or `after` it did, so that its answer is lost. `hang` never answers.
 */
export type Fault =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
      /** Whether the connection is cut after the body, whatever the headers promise. */
      readonly isCut?: boolean;
    }
  /** The same as the two below, with what is done just before the connection is cut. */
  | { readonly cut: 'before' | 'after'; readonly onCut: () => void | Promise<void> }
  | 'cut-before'
  | 'cut-after'
  | 'hang';

/** Stands between a client and a real server, and makes the line between them as bad as a test wants. */
export interface FaultProxy extends AsyncDisposable {
  /** The server's address, with this proxy's host and port. */
  readonly url: string;
  /** In the order they arrived. */
  readonly requests: ProxiedRequest[];
  /** Asked about each request, which waits for it; `undefined` passes it on. Replace it at any time. */
  fault: (request: ProxiedRequest) => Fault | undefined | Promise<Fault | undefined>;
  /** How far the server's clock seems to be ahead of what it is, in milliseconds: the `date` of its answers. */
  clockAheadInMs: number;
}

export interface FaultProxyOptions {
  /** On every request that is passed on, beside its own. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** @param upstream the address of an HTTP server, with or without a path */
export async function startFaultProxy(
  upstream: string,
  { headers: more = {} }: FaultProxyOptions = {},
): Promise<FaultProxy> {
  const { origin, pathname } = new URL(upstream);
  const take = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const form = isForm(incoming) ? await text(incoming) : undefined;
    const { method = '', url = '', headers } = incoming;
    const request = {
      method,
      url,
      headers,
      ...(form !== undefined && { form: new URLSearchParams(form) }),
    };
    proxy.requests.push(request);
    const fault = await proxy.fault(request);
    await answer({ origin, more, incoming, form, outgoing, fault, proxy });
  };
  const server = createServer((incoming, outgoing) => {
    // Cut connections are what it is for.
    take(incoming, outgoing).catch(() => incoming.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${address.port}${pathname === '/' ? '' : pathname}`,
    requests: [],
    fault: () => undefined,
    clockAheadInMs: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
  return proxy;
}

function isForm({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
}

interface Exchange {
  readonly origin: string;
  readonly more: Readonly<Record<string, string>>;
  readonly incoming: IncomingMessage;
  /** The body, where it has been read already. */
  readonly form: string | undefined;
  readonly outgoing: ServerResponse;
  readonly fault: Fault | undefined;
  readonly proxy: Pick<FaultProxy, 'clockAheadInMs'>;
}

async function answer(exchange: Exchange): Promise<void> {
  const { incoming, outgoing, fault, proxy } = exchange;
  if (fault === 'hang') return;
  if (typeof fault === 'object' && 'status' in fault) return answerHere(fault, exchange);
  const { cut, onCut } = cutOf(fault);
  if (cut !== 'before') {
    const response = await passOn(exchange);
    if (cut === undefined) {
      outgoing.writeHead(response.statusCode ?? 502, headersAt(proxy.clockAheadInMs, response));
      return pipeline(response, outgoing);
    }
    response.resume();
    await once(response, 'end');
  }
  await onCut?.();
  incoming.socket.destroy();
}

function cutOf(fault: Exclude<Fault, 'hang' | { status: number }> | undefined): {
  readonly cut?: 'before' | 'after';
  readonly onCut?: () => void | Promise<void>;
} {
  if (fault === undefined) return {};
  if (typeof fault === 'object') return fault;
  return { cut: fault === 'cut-before' ? 'before' : 'after' };
}

async function answerHere(
  { status, headers, body, isCut = false }: Extract<Fault, { status: number }>,
  { incoming, form, outgoing }: Exchange,
): Promise<void> {
  if (form === undefined) {
    incoming.resume();
    await once(incoming, 'end');
  }
  outgoing.writeHead(status, headers);
  if (!isCut) {
    outgoing.end(body);
    return;
  }
  outgoing.flushHeaders();
  outgoing.write(body ?? '', () => incoming.socket.destroy());
}

/** As they came, but for the clock. */
function headersAt(aheadInMs: number, { rawHeaders }: IncomingMessage): string[] {
  if (aheadInMs === 0) return rawHeaders;
  return rawHeaders.map((value, index) => {
    const isDate = index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'date';
    return isDate ? new Date(Date.parse(value) + aheadInMs).toUTCString() : value;
  });
}

/** With the headers as they came, the host's too: servers sign and compare them. */
async function passOn({ origin, more, incoming, form }: Exchange): Promise<IncomingMessage> {
  const { method, url = '', headers } = incoming;
  const request = sendRequest(new URL(url, origin), { method, headers: { ...headers, ...more } });
  const response = once(request, 'response');
  const body = form === undefined ? pipeline(incoming, request) : request.end(form);
  // `once` reports a failed request too; `pipeline` ends the request where the client goes away.
  const [[first]] = await Promise.all([response, body]);
  return first as IncomingMessage;
}
