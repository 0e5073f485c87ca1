// The platform: a small host of models, as somebody's own cluster might have one. It keeps objects, and runs services,
// each of which loads a model from the objects and answers requests. Only the target knows of torchrelay.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

import { answerOfAdding } from '@torchrelay/testing';

/** What somebody wants to run. The labels are for whoever runs it. */
export interface ServiceSpec {
  readonly model: string;
  readonly replicas: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** What there is: the last spec that was wanted, and the one that answers, which is an older one while that loads. */
export interface Service {
  readonly name: string;
  readonly wanted: ServiceSpec;
  readonly serving?: ServiceSpec;
}

export interface StoredObject {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly sha256: string;
  readonly modifiedAt: number;
}

export interface Host extends AsyncDisposable {
  readonly url: string;
  readonly objects: ReadonlyMap<string, StoredObject>;
  readonly services: ReadonlyMap<string, unknown>;
}

const loadingInMs = 3;

/** Starts a host on 127.0.0.1. */
export async function startHost(): Promise<Host> {
  const objects = new Map<string, StoredObject>();
  let writes = 0;
  const services = new Map<string, Service & { readonly readyAt: number }>();
  const server = createServer((request, response) => {
    void handle(request).then(
      ({ status, headers = {}, body = '' }) => answer(response, status, headers, body),
      (error: Error) => answer(response, 500, {}, error.message),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    objects,
    services,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  interface Reply {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | Uint8Array;
  }

  async function handle(request: IncomingMessage): Promise<Reply> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host');
    const [, kind, name = '', ...rest] = pathname.split('/').map(decodeURIComponent);
    const body = await buffer(request);
    if (kind === 'objects' && name === '') return json(listed(searchParams.get('prefix') ?? ''));
    if (kind === 'objects') return handleObject(request, name, body);
    if (kind === 'services' && name === '') return json([...services.keys()].map(settled));
    if (kind === 'services' && rest.length > 0) return infer(name, request, body);
    if (kind === 'services') return handleService(request.method, name, body);
    return { status: 404 };
  }

  function listed(prefix: string): unknown {
    return [...objects]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, { bytes, modifiedAt }]) => ({ key, size: bytes.length, modifiedAt }));
  }

  function handleObject({ method, headers }: IncomingMessage, key: string, body: Buffer): Reply {
    const found = objects.get(key);
    const { 'if-match': match, 'if-none-match': none } = headers;
    if (none === '*' && found !== undefined) return { status: 412 };
    if (match !== undefined && found?.etag !== match) return { status: 412 };
    if (method === 'DELETE') return { status: objects.delete(key) ? 204 : 404 };
    if (method === 'PUT') {
      const sha256 = createHash('sha256').update(body).digest('hex');
      const etag = String(++writes);
      objects.set(key, { bytes: body, etag, sha256, modifiedAt: Date.now() });
    }
    const stored = objects.get(key);
    if (stored === undefined) return { status: 404 };
    const { bytes, etag, sha256, modifiedAt } = stored;
    const head = { etag, sha256, modified: String(modifiedAt), size: String(bytes.length) };
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
    const part = from === undefined ? bytes : bytes.subarray(Number(from), Number(to) + 1);
    return { status: 200, headers: head, body: method === 'GET' ? part : '' };
  }

  /** Loading takes a while; what served before answers until then. */
  function settled(name: string): Service | undefined {
    const service = services.get(name);
    if (service === undefined) return undefined;
    const { wanted, serving, readyAt } = service;
    const now = Date.now() >= readyAt ? wanted : serving;
    return { name, wanted, ...(now && { serving: now }) };
  }

  function handleService(method: string | undefined, name: string, body: Buffer): Reply {
    const present = settled(name);
    if (method === 'DELETE') return { status: services.delete(name) ? 204 : 404 };
    if (method === 'PUT') {
      const wanted = JSON.parse(body.toString()) as ServiceSpec;
      const serving = present?.serving;
      const readyAt = Date.now() + loadingInMs;
      services.set(name, { name, wanted, ...(serving && { serving }), readyAt });
    }
    const service = settled(name);
    return service === undefined ? { status: 404 } : json(service);
  }

  async function infer(name: string, { headers }: IncomingMessage, body: Buffer): Promise<Reply> {
    const model = objects.get(settled(name)?.serving?.model ?? '')?.bytes;
    if (model === undefined) return { status: 503, body: `{"error":"${name} is loading"}` };
    const given = Object.entries(headers).map(([header, value]) => [header, String(value)]);
    return answerOfAdding({ model, request: { headers: Object.fromEntries(given), body } });
  }

  function json(value: unknown): Reply {
    return { status: 200, body: JSON.stringify(value) };
  }
}

function answer(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
): void {
  response.writeHead(status, { now: String(Date.now()), ...headers });
  response.end(body);
}
