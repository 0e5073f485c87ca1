import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { WireError } from '@torchrelay/core';
import { HttpProblem } from '../inference/http-problem.ts';
import { type Answer, DEPLOYMENT_HEADER, jsonAnswer, textAnswer } from './answer.ts';
import type { Deployment } from './deployment.ts';
import type { Deployments } from './deployments.ts';
import type { EventLog } from './event-log.ts';
import { infer } from './infer-route.ts';
import type { Gauge, Metrics } from './metrics.ts';
import { MODEL_NAME, MODEL_VERSION, PLATFORM } from './model-name.ts';
import { findRoute, type Route } from './routes.ts';

export interface HttpFrontSettings {
  /** In bytes. */
  readonly maxRequestBytes: number;
  /** What `GET /v2` gives. */
  readonly version: string;
}

/** The server that clients talk to: the Open Inference Protocol, and SageMaker's two routes. */
export function createHttpFront(options: {
  deployments: Deployments;
  metrics: Metrics;
  log: EventLog;
  settings: HttpFrontSettings;
}): Server {
  return createServer((request, response) => {
    // What is thrown becomes an answer inside; a rejection here is a defect, and `main` ends the process for it.
    void handle({ ...options, request, response });
  });
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly deployments: Deployments;
  readonly metrics: Metrics;
  readonly log: EventLog;
  readonly settings: HttpFrontSettings;
}

async function handle(exchange: Exchange): Promise<void> {
  const { request, response, log } = exchange;
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new Error('the client is gone'));
  });
  try {
    checkHost(request);
    send(
      response,
      await answer({ ...exchange, route: routeOf(request), abortSignal: gone.signal }),
    );
  } catch (error) {
    if (gone.signal.aborted) return;
    const problem = toProblem(error);
    if (problem.cause !== undefined && problem.status >= 500) log.write(failureEvent(problem));
    send(
      response,
      jsonAnswer({
        status: problem.status,
        headers: problem.headers,
        body: { error: problem.message },
      }),
    );
  }
}

/** A page in a browser could reach this port through a name of its own that it points to 127.0.0.1. */
function checkHost({ headers: { host = '' } }: IncomingMessage): void {
  const name = host.replace(/:\d+$/, '');
  if (!LOOPBACK_NAMES.has(name)) {
    throw new HttpProblem({
      status: 421,
      message: `this server answers for localhost only, not for '${name}'`,
    });
  }
}

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

function routeOf({ url = '/', method }: IncomingMessage): Route {
  const route = findRoute(url);
  if (route === undefined)
    throw new HttpProblem({ status: 404, message: `there is nothing at ${url}` });
  const asked = method === 'HEAD' ? 'GET' : method;
  if (asked !== route.method) {
    throw new HttpProblem({
      status: 405,
      message: `${method} is not possible at ${url}, ${route.method} is`,
      headers: { allow: route.method },
    });
  }
  return route;
}

async function answer(
  exchange: Exchange & { route: Route; abortSignal: AbortSignal },
): Promise<Answer> {
  const { route, request, deployments, metrics, settings } = exchange;
  switch (route.kind) {
    case 'live':
      return jsonAnswer({ body: { live: true } });
    case 'server-metadata':
      return jsonAnswer({
        body: { name: 'torchrelay', version: settings.version, extensions: ['binary_tensor_data'] },
      });
    case 'metrics':
      return textAnswer(metrics.render(gaugesOf(deployments)), 'text/plain; version=0.0.4');
    case 'ready':
    case 'ping':
    case 'model-ready':
      return readiness({ route, deployment: chosen(request, deployments) });
    case 'model-metadata':
      return metadata(chosen(request, deployments));
    case 'infer':
      return countedInfer({
        ...exchange,
        flavour: route.flavour,
        deployment: chosen(request, deployments),
      });
  }
}

function chosen({ headers }: IncomingMessage, deployments: Deployments): Deployment {
  const asked = headers[DEPLOYMENT_HEADER];
  return deployments.choose(typeof asked === 'string' ? asked : undefined);
}

function readiness({ route, deployment }: { route: Route; deployment: Deployment }): Answer {
  const ready = deployment.state === 'ready';
  if (!ready)
    throw new HttpProblem({
      status: 503,
      message: `deployment '${deployment.id}' is ${deployment.state}`,
    });
  const body = route.kind === 'model-ready' ? { name: MODEL_NAME, ready } : { ready };
  return jsonAnswer({ body, headers: { [DEPLOYMENT_HEADER]: deployment.id } });
}

function metadata({ id, package: { inputs, outputs } }: Deployment): Answer {
  return jsonAnswer({
    body: { name: MODEL_NAME, versions: [MODEL_VERSION], platform: PLATFORM, inputs, outputs },
    headers: { [DEPLOYMENT_HEADER]: id },
  });
}

async function countedInfer({
  metrics,
  settings,
  ...rest
}: Exchange & Omit<Parameters<typeof infer>[0], 'maxBytes'>): Promise<Answer> {
  const started = performance.now();
  const count = (status: number): void =>
    metrics.countRequest({
      deployment: rest.deployment.id,
      status,
      durationInMs: performance.now() - started,
    });
  try {
    const answered = await infer({ ...rest, maxBytes: settings.maxRequestBytes });
    count(answered.status);
    return answered;
  } catch (error) {
    const problem = rest.abortSignal.aborted ? GONE : toProblem(error);
    count(problem.status);
    throw new HttpProblem({
      status: problem.status,
      message: problem.message,
      headers: { ...problem.headers, [DEPLOYMENT_HEADER]: rest.deployment.id },
      cause: problem.cause,
    });
  }
}

/** Nobody reads it; the status is nginx's, for the counters. */
const GONE: HttpProblem = new HttpProblem({ status: 499, message: 'the client is gone' });

function toProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (WireError.isInstance(error))
    return new HttpProblem({ status: error.status, message: error.message, cause: error });
  return new HttpProblem({
    status: 500,
    message: 'the server failed; its log says why',
    cause: error,
  });
}

/** The log is the owner's: it may say more than the answer does. */
function failureEvent({ status, message, cause }: HttpProblem): {
  event: string;
  [detail: string]: unknown;
} {
  const detail = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return { event: 'request-failed', status, message, cause: detail };
}

function send(response: ServerResponse, { status, headers, chunks }: Answer): void {
  const length = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  response.writeHead(status, { ...headers, 'content-length': length });
  for (const chunk of chunks) response.write(chunk);
  response.end();
}

function gaugesOf(deployments: Deployments): Gauge[] {
  return deployments.list().flatMap(({ id: deployment, waiting, running, workerPids }) => [
    {
      name: 'requests_waiting',
      help: 'Requests that wait for a worker.',
      deployment,
      value: waiting,
    },
    { name: 'requests_running', help: 'Requests that a worker has.', deployment, value: running },
    {
      name: 'workers_ready',
      help: 'Workers that have the model.',
      deployment,
      value: workerPids.length,
    },
  ]);
}
