import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { readToken } from './read-token.ts';
import type { MlTroubles, OnlineDeployment, OnlineEndpoint } from './ml-workspace.ts';

/** An endpoint's own address, as each has one at Azure. */
export interface ScoringServer extends AsyncDisposable {
  readonly scoringUri: string;
  /** Which endpoint answers there: it is made after its address. */
  serve(endpoint: OnlineEndpoint): void;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

const route = '/v2/models/model/infer';

/** Stands before the address of an endpoint, at one of its own: a line that can be made bad. */
export type ScoringFront = (url: string) => Promise<{ readonly url: string } & AsyncDisposable>;

/** @param troubles looked at with each request */
export async function startScoringServer({
  troubles,
  front,
}: {
  readonly troubles: MlTroubles;
  readonly front?: ScoringFront | undefined;
}): Promise<ScoringServer> {
  let endpoint: OnlineEndpoint | undefined;
  const server = createServer((request, response) => {
    score({ request, endpoint, troubles }).then(
      (answer) => send(response, answer),
      (error: unknown) => send(response, { status: 500, body: String(error) }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const own = `http://127.0.0.1:${port}`;
  const before = await front?.(own);
  return {
    scoringUri: `${before?.url ?? own}/score`,
    serve(made) {
      endpoint = made;
    },
    async [Symbol.asyncDispose]() {
      await before?.[Symbol.asyncDispose]();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function score({
  request,
  endpoint,
  troubles,
}: {
  readonly request: IncomingMessage;
  readonly endpoint: OnlineEndpoint | undefined;
  readonly troubles: MlTroubles;
}): Promise<Answer> {
  const body = new Uint8Array(Buffer.concat(await Array.fromAsync<Uint8Array>(request)));
  if (endpoint === undefined || !isLetIn(request, endpoint)) {
    return { status: 401, body: '{"message":"Authorization required"}' };
  }
  const { scoringStatus } = troubles;
  if (scoringStatus !== undefined) return { status: scoringStatus, body: '{"message":"no"}' };
  const deployment = chosen(endpoint, request.headers['azureml-model-deployment']);
  if (deployment?.container === undefined) {
    return { status: 404, body: '{"message":"No valid deployments to route to."}' };
  }
  if (request.method !== 'POST' || request.url !== route) return { status: 404, body: '' };
  const begunAt = performance.now();
  const { status, headers, ...answer } = await deployment.container.invoke({
    headers: headersOf(request),
    body,
    flavour: 'open-inference',
  });
  const tookInMs = performance.now() - begunAt;
  endpoint.scored.push({ time: Date.now(), deployment: deployment.name, status, tookInMs });
  const isFine = status === 200;
  return {
    status: isFine ? 200 : 424,
    headers: {
      ...headers,
      'azureml-model-deployment': deployment.name,
      ...(!isFine && {
        'ms-azureml-model-error-statuscode': String(status),
        'ms-azureml-model-error-reason': 'model_error',
      }),
    },
    body: answer.body,
  };
}

function isLetIn({ headers }: IncomingMessage, { key, written }: OnlineEndpoint): boolean {
  const token = headers.authorization?.replace(/^Bearer /, '') ?? '';
  if (written.properties['authMode'] !== 'AADToken') return token === key;
  return readToken(token)?.audience === 'https://ml.azure.com';
}

/** By the header, or by the traffic: with several, by chance. */
function chosen(
  { deployments, written }: OnlineEndpoint,
  asked: string | string[] | undefined,
): OnlineDeployment | undefined {
  if (typeof asked === 'string') return deployments.get(asked);
  const traffic = Object.entries((written.properties['traffic'] ?? {}) as Record<string, number>);
  let left = Math.random() * 100;
  const found = traffic.find(([, share]) => (left -= share) < 0);
  return found && deployments.get(found[0]);
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const { authorization: _, ...rest } = headers;
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)]));
}

function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  const { 'content-length': _, 'transfer-encoding': __, ...kept } = headers;
  response.writeHead(status, { 'content-type': 'application/json', ...kept });
  response.end(body);
}
