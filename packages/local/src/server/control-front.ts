import { createServer, type IncomingMessage, type Server } from 'node:http';
import { TorchrelayError } from '@torchrelay/core';
import { HttpProblem } from '../inference/http-problem.ts';
import type { ControlApi } from './control-api.ts';
import { readBody } from './read-body.ts';

const MAX_BODY_BYTES = 1024 * 1024;
const DEFAULT_LOG_COUNT = 200;

/** HTTP on a Unix socket that only its owner can open: whoever reaches it may do everything. */
export function createControlFront({
  api,
  onStop,
}: {
  api: ControlApi;
  onStop: () => void;
}): Server {
  return createServer((request, response) => {
    const send = (status: number, body: unknown): void =>
      void response.writeHead(status, JSON_TYPE).end(JSON.stringify(body));
    answer({ request, api, onStop }).then(
      (body) => send(200, body),
      (error: unknown) => send(statusOf(error), { error: describe(error) }),
    );
  });
}

const JSON_TYPE: Readonly<Record<string, string>> = { 'content-type': 'application/json' };

async function answer({
  request,
  api,
  onStop,
}: {
  request: IncomingMessage;
  api: ControlApi;
  onStop: () => void;
}): Promise<unknown> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  switch (`${request.method} ${pathname}`) {
    case 'GET /state':
      return api.state();
    case 'GET /logs':
      return api.logs({
        count: Number(searchParams.get('count') ?? DEFAULT_LOG_COUNT),
        deployment: searchParams.get('deployment') ?? undefined,
      });
    case 'POST /deployments':
      return api.create(await readJson(request));
    case 'DELETE /deployments':
      return api.remove(searchParams.get('id') ?? '');
    case 'PUT /traffic':
      return api.setTraffic((await readJson<{ id?: string }>(request)).id);
    case 'PUT /workers':
      return api.setWorkers(await readJson(request));
    case 'PUT /expiry':
      return api.setExpiry((await readJson<{ at?: number }>(request)).at);
    case 'GET /metrics':
      return api.metrics({
        since: Number(searchParams.get('since')),
        until: Number(searchParams.get('until')),
      });
    case 'POST /stop':
      onStop();
      return { stopping: true };
    default:
      throw new HttpProblem({
        status: 404,
        message: `There is nothing at ${request.method} ${pathname}.`,
      });
  }
}

/** The other end is our own client of the same version: the form is its types'. */
async function readJson<Body>(request: IncomingMessage): Promise<Body> {
  return JSON.parse(
    Buffer.from(await readBody({ request, maxBytes: MAX_BODY_BYTES })).toString('utf8'),
  );
}

function statusOf(error: unknown): number {
  if (error instanceof HttpProblem) return error.status;
  return TorchrelayError.isInstance(error) ? 422 : 500;
}

function describe(error: unknown): unknown {
  if (TorchrelayError.isInstance(error)) return error;
  return { message: error instanceof Error ? error.message : String(error) };
}
