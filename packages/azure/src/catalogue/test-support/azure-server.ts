import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type AzureCloud, azureClouds } from '../../cloud/azure-clouds.ts';

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a text as it is. */
  readonly body: unknown;
}

export interface SeenRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
}

export interface AzureServer extends AsyncDisposable {
  readonly url: string;
  /** A cloud of which all is here. */
  readonly cloud: AzureCloud & { readonly retailPrices: string };
  readonly requests: readonly SeenRequest[];
  /** How many were opened so far. */
  readonly connections: () => number;
}

/** A server on loopback that answers as it is told: what it is asked, and how often it was before. */
export async function azureServer(
  answer: (request: SeenRequest, earlier: number) => Answer,
): Promise<AzureServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const { authorization } = request.headers;
    const seen = { path: url.pathname, query: url.searchParams, authorization };
    const { status = 200, headers = {}, body } = answer(seen, requests.length);
    requests.push(seen);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  let connections = 0;
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    connections: () => connections,
    cloud: {
      ...azureClouds.AzureCloud,
      name: 'TestCloud',
      resourceManager: url,
      resourceManagerScope: `${url}/.default`,
      retailPrices: url,
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
