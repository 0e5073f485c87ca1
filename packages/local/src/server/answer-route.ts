import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Flavour } from '@torchrelay/core';
import { HttpProblem, toHttpProblem } from '../inference/http-problem.ts';
import { type Answer, DEPLOYMENT_HEADER, jsonAnswer, textAnswer } from './answer.ts';
import type { Deployment } from './deployment.ts';
import type { Deployments } from './deployments.ts';
import { infer } from './infer-route.ts';
import { CLIENT_GONE, type Gauge, type Metrics } from './metrics.ts';
import { MODEL_NAME, MODEL_VERSION, PLATFORM } from './model-name.ts';
import { readBody } from './read-body.ts';
import type { Route } from './routes.ts';

/** What the answers are made from. */
export interface FrontState {
  readonly deployments: Deployments;
  readonly metrics: Metrics;
  /** In bytes. */
  readonly maxRequestBytes: number;
  /** What `GET /v2` gives. */
  readonly version: string;
}

/** @throws HttpProblem */
export async function answerRoute({
  request,
  route,
  state,
  abortSignal,
}: {
  request: IncomingMessage;
  route: Route;
  state: FrontState;
  /** The client is gone. */
  abortSignal: AbortSignal;
}): Promise<Answer> {
  if (route.kind === 'live') return jsonAnswer({ body: { live: true } });
  if (route.kind === 'server-metadata') return serverMetadata(state);
  if (route.kind === 'metrics') return metricsText(state);
  if (route.kind === 'infer') {
    const { maxRequestBytes: maxBytes } = state;
    return answerInference({
      headers: request.headers,
      flavour: route.flavour,
      // Read before any worker is asked: a slow client keeps nobody waiting but itself.
      readBody: () => readBody({ request, maxBytes }),
      state,
      abortSignal,
    });
  }
  const deployment = state.deployments.choose(deploymentAsked(request));
  if (route.kind === 'model-metadata') return modelMetadata(deployment);
  return readiness({ route, deployment });
}

/** @throws HttpProblem */
export function answerInference({
  headers,
  flavour,
  readBody: read,
  state: { deployments, metrics },
  abortSignal,
}: {
  headers: IncomingHttpHeaders;
  flavour: Flavour;
  readBody: () => Uint8Array | Promise<Uint8Array>;
  state: FrontState;
  abortSignal: AbortSignal;
}): Promise<Answer> {
  const deployment = deployments.choose(deploymentAsked({ headers }));
  return count({ metrics, deployment, abortSignal }, async () => {
    const body = await read();
    return await infer({ headers, body, deployment, flavour, abortSignal });
  });
}

function deploymentAsked({ headers }: { headers: IncomingHttpHeaders }): string | undefined {
  const asked = headers[DEPLOYMENT_HEADER];
  return typeof asked === 'string' ? asked : undefined;
}

function serverMetadata({ version }: FrontState): Answer {
  return jsonAnswer({ body: { name: 'torchrelay', version, extensions: ['binary_tensor_data'] } });
}

function metricsText({ metrics, deployments }: FrontState): Answer {
  return textAnswer(metrics.render(gaugesOf(deployments)), 'text/plain; version=0.0.4');
}

function modelMetadata({ id, package: { inputs, outputs } }: Deployment): Answer {
  return jsonAnswer({
    body: { name: MODEL_NAME, versions: [MODEL_VERSION], platform: PLATFORM, inputs, outputs },
    headers: { [DEPLOYMENT_HEADER]: id },
  });
}

function readiness({ route, deployment }: { route: Route; deployment: Deployment }): Answer {
  const ready = deployment.state === 'ready';
  if (!ready) {
    const message = `Deployment "${deployment.id}" is ${deployment.state}.`;
    throw new HttpProblem({
      status: 503,
      message,
      headers: { [DEPLOYMENT_HEADER]: deployment.id },
    });
  }
  const body = route.kind === 'model-ready' ? { name: MODEL_NAME, ready } : { ready };
  return jsonAnswer({ body, headers: { [DEPLOYMENT_HEADER]: deployment.id } });
}

/** Counts an inference request, however it ends, and says with each problem whose it is. */
async function count(
  {
    metrics,
    deployment: { id: deployment },
    abortSignal,
  }: { metrics: Metrics; deployment: Deployment; abortSignal: AbortSignal },
  answer: () => Promise<Answer>,
): Promise<Answer> {
  const started = performance.now();
  const countStatus = (status: number): void =>
    metrics.countRequest({ deployment, status, durationInMs: performance.now() - started });
  try {
    const answered = await answer();
    countStatus(answered.status);
    return answered;
  } catch (error) {
    const { status, message, headers, cause } = toHttpProblem(error);
    countStatus(abortSignal.aborted ? CLIENT_GONE : status);
    throw new HttpProblem({
      status,
      message,
      headers: { ...headers, [DEPLOYMENT_HEADER]: deployment },
      cause,
    });
  }
}

function gaugesOf(deployments: Deployments): Gauge[] {
  return deployments.list().flatMap(({ id: deployment, waiting, running, workerPids }) => [
    {
      name: 'nv_inference_pending_request_count',
      help: 'Instantaneous number of pending requests awaiting execution per-model.',
      deployment,
      value: waiting,
    },
    {
      name: 'torchrelay_requests_running',
      help: 'Requests in a worker.',
      deployment,
      value: running,
    },
    {
      name: 'torchrelay_workers_ready',
      help: 'Workers with the model.',
      deployment,
      value: workerPids.length,
    },
  ]);
}
