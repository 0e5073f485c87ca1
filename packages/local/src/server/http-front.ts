import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { HttpProblem, toHttpProblem } from '../inference/http-problem.ts';
import { answerRoute, type FrontState } from './answer-route.ts';
import { type Answer, jsonAnswer } from './answer.ts';
import type { EventLog } from './event-log.ts';
import { routeOf } from './routes.ts';

/** The server that clients talk to: the Open Inference Protocol, and SageMaker's two routes. */
export function createHttpFront(options: { state: FrontState; log: EventLog }): Server {
  return createServer((request, response) => {
    // What is thrown becomes an answer inside; a rejection here is a defect and ends the process.
    void handle({ ...options, request, response });
  });
}

async function handle({
  request,
  response,
  state,
  log,
}: {
  request: IncomingMessage;
  response: ServerResponse;
  state: FrontState;
  log: EventLog;
}): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new Error('the client is gone'));
  });
  try {
    checkHost(request);
    const route = routeOf(request);
    send(response, await answerRoute({ request, route, state, abortSignal: gone.signal }));
  } catch (error) {
    if (gone.signal.aborted) return;
    const { status, message, headers, cause } = toHttpProblem(error);
    // The log is the owner's: it may say more than the answer does.
    if (cause !== undefined && status >= 500) {
      log.write({ event: 'request-failed', status, message, cause: explain(cause) });
    }
    send(response, jsonAnswer({ status, headers, body: { error: message } }));
  }
}

/** A page in a browser could reach this port through a name of its own that it points to 127.0.0.1. */
function checkHost({ headers: { host = '' } }: IncomingMessage): void {
  const name = host.replace(/:\d+$/, '');
  if (!LOOPBACK_NAMES.has(name)) {
    throw new HttpProblem({
      status: 421,
      message: `This server answers for localhost only, not for "${name}".`,
    });
  }
}

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

function explain(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}

function send(response: ServerResponse, { status, headers, chunks }: Answer): void {
  const length = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  response.writeHead(status, { ...headers, 'content-length': length });
  for (const chunk of chunks) response.write(chunk);
  response.end();
}
