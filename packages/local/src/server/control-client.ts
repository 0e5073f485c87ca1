import { TorchrelayError, type TorchrelayErrorOptions } from '@torchrelay/core';
import type { MetricWindow } from '@torchrelay/core/target';
import type { ControlAnswers, DeploymentRequest } from './control-messages.ts';

/** Asks a server over its control socket. */
export interface ControlClient {
  state(): Promise<ControlAnswers['GET /state']>;
  /** Begins to load a package. Asked again, it says how far that is. */
  createDeployment(request: DeploymentRequest): Promise<ControlAnswers['POST /deployments']>;
  /** Begins to drain a deployment. Asked again, it says how far that is; without `deployment` it is gone. */
  deleteDeployment(id: string): Promise<ControlAnswers['DELETE /deployments']>;
  /** `undefined`: no deployment receives traffic. */
  setTraffic(id: string | undefined): Promise<ControlAnswers['PUT /traffic']>;
  /** Begins to start or end workers. Asked again, it says how far that is. */
  setWorkers(id: string, workers: number): Promise<ControlAnswers['PUT /workers']>;
  /** When the server ends by itself, in milliseconds since 1970; `undefined` for never. */
  setExpiry(at: number | undefined): Promise<ControlAnswers['PUT /expiry']>;
  /** What was counted, minute by minute. */
  metrics(window: MetricWindow): Promise<ControlAnswers['GET /metrics']>;
  /** The last events of the log, oldest first. */
  logs(options?: { count?: number; deployment?: string }): Promise<ControlAnswers['GET /logs']>;
  /** Drains all deployments and ends the server. Answers before that is done. */
  stop(): Promise<ControlAnswers['POST /stop']>;
}

/** Talks to the server's control socket, which only the user who started it can open. */
export function createControlClient({
  controlSocket,
  abortSignal,
}: {
  controlSocket: string;
  abortSignal?: AbortSignal | undefined;
}): ControlClient {
  const ask = <Route extends keyof ControlAnswers>(
    route: Route,
    { query = {}, body }: { query?: Record<string, string>; body?: unknown } = {},
  ): Promise<ControlAnswers[Route]> => exchange({ controlSocket, abortSignal, route, query, body });

  return {
    state: () => ask('GET /state'),
    createDeployment: (body) => ask('POST /deployments', { body }),
    deleteDeployment: (id) => ask('DELETE /deployments', { query: { id } }),
    setTraffic: (id) => ask('PUT /traffic', { body: { id } }),
    setWorkers: (id, workers) => ask('PUT /workers', { body: { id, workers } }),
    setExpiry: (at) => ask('PUT /expiry', { body: { at } }),
    metrics: ({ since, until }) =>
      ask('GET /metrics', { query: { since: String(since), until: String(until) } }),
    logs: ({ count = 200, deployment } = {}) =>
      ask('GET /logs', {
        query: { count: String(count), ...(deployment === undefined ? {} : { deployment }) },
      }),
    stop: () => ask('POST /stop'),
  };
}

async function exchange<Result>({
  controlSocket,
  abortSignal,
  route,
  query,
  body,
}: {
  controlSocket: string;
  abortSignal: AbortSignal | undefined;
  route: string;
  query: Record<string, string>;
  body: unknown;
}): Promise<Result> {
  const [method, pathname] = route.split(' ');
  const path = `${pathname}?${new URLSearchParams(query).toString()}`;
  // Loading it takes longer than the rest of the package together.
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    // No agent: a connection kept open would keep the program, and the server, alive.
    const asked = request(
      { socketPath: controlSocket, method, path, agent: false, signal: abortSignal },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', (cause) => reject(unreachable(controlSocket, cause)));
        response.on('end', () => {
          const answer = JSON.parse(Buffer.concat(chunks).toString('utf8'));
          if (response.statusCode === 200) resolve(answer);
          else reject(refused(answer.error));
        });
      },
    );
    asked.on('error', (cause) =>
      reject(
        abortSignal?.aborted === true ? abortSignal.reason : unreachable(controlSocket, cause),
      ),
    );
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function refused(error: Partial<TorchrelayErrorOptions> & { message: string }): TorchrelayError {
  return new TorchrelayError({ code: 'SERVER_REFUSED', ...error });
}

function unreachable(controlSocket: string, cause: unknown): TorchrelayError {
  return new TorchrelayError({
    code: 'SERVER_UNREACHABLE',
    message: `The local server does not answer at ${controlSocket}.`,
    hint: 'It may have ended meanwhile; start it again.',
    recovery: 'retry',
    effect: 'unknown',
    cause,
  });
}
