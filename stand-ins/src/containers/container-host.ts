import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import type { Container, ContainerAnswer, ContainerRequest, StartContainer } from './container.ts';

/** Runs containers for a stand-in, which asks for them over HTTP. */
export interface ContainerHost extends AsyncDisposable {
  readonly address: string;
  /** How many run now. */
  readonly running: () => number;
}

export interface ContainerHostOptions {
  readonly start: StartContainer;
  /** Reads what the stand-in says of a container. */
  readonly read: (document: unknown) => ContainerRequest;
}

/** `POST /start`, `POST /<id>/invocations`, `POST /<id>/stop`, on a free port of this machine. */
export async function startContainerHost({
  start,
  read,
}: ContainerHostOptions): Promise<ContainerHost> {
  const containers = new Map<string, Container>();
  let count = 0;

  const begin = async (body: Uint8Array): Promise<ContainerAnswer> => {
    const container = await start(read(JSON.parse(new TextDecoder().decode(body))));
    const id = `container-${(count += 1)}`;
    containers.set(id, container);
    return json(200, { id });
  };

  const end = async (id: string): Promise<ContainerAnswer> => {
    const container = containers.get(id);
    containers.delete(id);
    await container?.[Symbol.asyncDispose]();
    return json(200, {});
  };

  const answer = async (request: IncomingMessage): Promise<ContainerAnswer> => {
    const body = Buffer.concat(await Array.fromAsync<Uint8Array>(request));
    const [, id = '', verb] = (request.url ?? '').split('/');
    if (id === 'start') return begin(body);
    if (verb === 'stop') return end(id);
    const container = containers.get(id);
    if (container === undefined) return json(404, { error: `There is no ${id}.` });
    return container.invoke({ headers: headersOf(request), body });
  };

  const server = createServer((request, response) => {
    answer(request).then(
      (sent) => send(response, sent),
      (error: unknown) => send(response, json(500, { error: String(error) })),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    running: () => containers.size,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await Promise.all([...containers.keys()].map(end));
    },
  };
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const { 'content-type': type = 'application/json', accept } = headers;
  return { 'content-type': type, ...(accept !== undefined && { accept }) };
}

function json(status: number, document: unknown): ContainerAnswer {
  const body = new TextEncoder().encode(JSON.stringify(document));
  return { status, contentType: 'application/json', body };
}

function send(response: ServerResponse, { status, contentType, body }: ContainerAnswer): void {
  response.writeHead(status, { 'content-type': contentType });
  response.end(body);
}
