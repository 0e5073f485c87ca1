import { type IncomingMessage, Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { answerInference, answerRoute, type FrontState } from './answer-route.ts';
import type { Answer } from './answer.ts';
import { checkHost } from './check-host.ts';
import type { EventLog } from './event-log.ts';
import { createFastLane, type FastLane } from './fast-lane.ts';
import type { PlainRequest } from './plain-request.ts';
import { problemAnswer } from './problem-answer.ts';
import { announcedBytes } from './read-body.ts';
import { routeOf } from './routes.ts';

interface FrontOptions {
  readonly state: FrontState;
  readonly log: EventLog;
  /** How long a request may take to arrive, and its answer to be taken. */
  readonly transferTimeoutInMs: number;
}

/** The server that clients talk to: the Open Inference Protocol, and SageMaker's two routes. */
export function createHttpFront(options: FrontOptions): Server {
  const { state, transferTimeoutInMs } = options;
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    // What is thrown becomes an answer inside; a rejection here is a defect and ends the process.
    void handle({ ...options, request, response });
  };
  const limits = {
    headersTimeout: transferTimeoutInMs,
    requestTimeout: transferTimeoutInMs,
    connectionsCheckingInterval: Math.min(transferTimeoutInMs / 2, LONGEST_CHECK_IN_MS),
  };
  const server = new FrontServer(limits, answer);
  server.on('checkContinue', (request, response) => {
    // Whoever asks first need not send what is refused anyway.
    if (!(announcedBytes(request) > state.maxRequestBytes)) response.writeContinue();
    answer(request, response);
  });
  server.openFastLane({
    answer: (request, abortSignal) => answerPlain({ ...options, request, abortSignal }),
    maxBytes: state.maxRequestBytes,
    transferTimeoutInMs,
  });
  return server;
}

/** Node's server, to which connections come through the fast lane. */
class FrontServer extends Server {
  private lane: FastLane | undefined;

  openFastLane(options: Omit<Parameters<typeof createFastLane>[0], 'handOver'>): void {
    const byNode = this.listeners('connection');
    const handOver = (socket: Socket, bytes: Buffer): void => {
      for (const listener of byNode) listener.call(this, socket);
      if (bytes.byteLength > 0) socket.unshift(bytes);
    };
    const lane = createFastLane({ ...options, handOver });
    this.removeAllListeners('connection').on('connection', lane.take);
    this.lane = lane;
  }

  override closeIdleConnections(): void {
    super.closeIdleConnections();
    this.lane?.closeIdle();
  }

  override closeAllConnections(): void {
    super.closeAllConnections();
    this.lane?.closeAll();
  }
}

async function answerPlain({
  request: { headers, body, flavour },
  state,
  log,
  abortSignal,
}: FrontOptions & { request: PlainRequest; abortSignal: AbortSignal }): Promise<Answer> {
  try {
    checkHost({ headers });
    return await answerInference({ headers, flavour, readBody: () => body, state, abortSignal });
  } catch (error) {
    return problemAnswer({ error, log });
  }
}

const LONGEST_CHECK_IN_MS = 30_000;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function handle({
  request,
  response,
  state,
  log,
  transferTimeoutInMs,
}: FrontOptions & Exchange): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new Error('the client is gone'));
  });
  const answerWith = (answer: Answer): void =>
    send({ request, response, answer, transferTimeoutInMs });
  try {
    checkHost(request);
    const route = routeOf(request);
    answerWith(await answerRoute({ request, route, state, abortSignal: gone.signal }));
  } catch (error) {
    if (gone.signal.aborted) return;
    answerWith(problemAnswer({ error, log }));
  }
}

function send({
  request,
  response,
  answer: { status, headers, chunks },
  transferTimeoutInMs,
}: Exchange & { answer: Answer; transferTimeoutInMs: number }): void {
  const length = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  response.writeHead(status, { ...headers, 'content-length': length });
  for (const chunk of chunks) response.write(chunk);
  if (headers['connection'] === 'close' && !request.complete) lingerWith({ request, response });
  else response.end();
  if (length > SMALL_ANSWER_BYTES) limitDelivery(response, transferTimeoutInMs);
}

const LINGER_IN_MS = 2000;

/**
 * Closes the connection only when the client has sent all, or for long enough: one that sends first and reads
 * then would find it reset, and never see the answer. What it sends is thrown away.
 */
function lingerWith({ request, response }: Exchange): void {
  const timer = setTimeout(() => response.end(), LINGER_IN_MS);
  request.once('close', () => {
    clearTimeout(timer);
    response.end();
  });
  request.resume();
}

/** Smaller ones fit into the system's own buffers. */
const SMALL_ANSWER_BYTES = 64 * 1024;

/** An answer that nobody takes must not fill the memory for ever. */
function limitDelivery(response: ServerResponse, timeoutInMs: number): void {
  const timer = setTimeout(() => response.destroy(), timeoutInMs);
  response.once('close', () => clearTimeout(timer));
}
