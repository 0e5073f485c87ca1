import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as sendRequest,
  type ServerResponse,
} from 'node:http';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';

/** One request as it arrived. */
export interface ProxiedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
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
  fault: (request: ProxiedRequest) => Fault | undefined | Promise<undefined>;
}

/** @param upstream the address of an HTTP server, with or without a path */
export async function startFaultProxy(upstream: string): Promise<FaultProxy> {
  const { origin, pathname } = new URL(upstream);
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const request = { method, url, headers };
    proxy.requests.push(request);
    // Cut connections are what it is for.
    answer({ origin, incoming, outgoing, faulty: proxy.fault(request) }).catch(() =>
      incoming.destroy(),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${address.port}${pathname === '/' ? '' : pathname}`,
    requests: [],
    fault: () => undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
  return proxy;
}

interface Exchange {
  readonly origin: string;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly faulty: ReturnType<FaultProxy['fault']>;
}

async function answer({ origin, incoming, outgoing, faulty }: Exchange): Promise<void> {
  const fault = await faulty;
  if (fault === 'hang') return;
  if (fault === 'cut-before') {
    incoming.socket.destroy();
    return;
  }
  if (typeof fault === 'object') {
    incoming.resume();
    await once(incoming, 'end');
    outgoing.writeHead(fault.status, fault.headers);
    if (fault.isCut !== true) {
      outgoing.end(fault.body);
      return;
    }
    outgoing.flushHeaders();
    outgoing.write(fault.body ?? '', () => incoming.socket.destroy());
    return;
  }
  const response = await passOn(origin, incoming);
  if (fault === 'cut-after') {
    response.resume();
    await once(response, 'end');
    incoming.socket.destroy();
    return;
  }
  outgoing.writeHead(response.statusCode ?? 502, response.rawHeaders);
  await pipeline(response, outgoing);
}

/** With the headers as they came, the host's too: servers sign and compare them. */
async function passOn(origin: string, incoming: IncomingMessage): Promise<IncomingMessage> {
  const { method, url = '', headers } = incoming;
  const request = sendRequest(new URL(url, origin), { method, headers });
  const response = once(request, 'response');
  // `once` reports a failed request too; `pipeline` ends the request where the client goes away.
  const [[first]] = await Promise.all([response, pipeline(incoming, request)]);
  return first as IncomingMessage;
}
