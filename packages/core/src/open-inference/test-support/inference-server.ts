import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Signature } from '../../target/signature.ts';
import { decodeRequest } from '../decode-request.ts';
import { encodeResponse } from '../encode-response.ts';
import type { Flavour, InferRequest, WireTensor } from '../messages.ts';
import { WireError } from '../wire-error.ts';

/** Answers in place of the server; `false` leaves the request to it. */
type Override = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface TestServer extends AsyncDisposable {
  readonly baseUrl: string;
  /** `POST /v2/models/echo/infer`, … in the order they came. */
  readonly requests: string[];
  readonly headers: IncomingMessage['headers'][];
  /** What the model was asked, after decoding. */
  readonly inferences: InferRequest[];
  /** Each answers one request, in order. */
  readonly overrides: Override[];
}

/** A real server on loopback, whose model `echo` gives back each input `x` as output `x_out`. */
export async function startTestServer({
  signature,
  flavour = 'open-inference',
}: {
  signature: Signature;
  flavour?: Flavour;
}): Promise<TestServer> {
  const log = { requests: [], headers: [], inferences: [], overrides: [] } as Pick<
    TestServer,
    'requests' | 'headers' | 'inferences' | 'overrides'
  >;
  const server = createServer((request, response) => {
    log.requests.push(`${request.method} ${request.url}`);
    log.headers.push(request.headers);
    if (log.overrides.shift()?.(request, response)) return;
    void answer({ request, response, signature, flavour, log });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.');
  return {
    ...log,
    baseUrl: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer({
  request,
  response,
  signature,
  flavour,
  log,
}: {
  request: IncomingMessage;
  response: ServerResponse;
  signature: Signature;
  flavour: Flavour;
  log: Pick<TestServer, 'inferences'>;
}): Promise<void> {
  const path = request.url ?? '';
  if (path.startsWith('/v2/health/') || path.endsWith('/ready')) return void response.end();
  if (path === '/v2')
    return sendJson(response, { name: 'test', version: '1', extensions: ['binary_tensor_data'] });
  if (request.method === 'GET') {
    return sendJson(response, { name: 'echo', versions: ['1'], platform: 'test', ...signature });
  }
  const body = Buffer.concat(await Array.fromAsync(request));
  try {
    const decoded = decodeRequest({ headers: request.headers, body, flavour });
    log.inferences.push(decoded);
    const outputs = decoded.inputs.map(toOutput).filter(({ name }) => isWanted(name, decoded));
    const message = encodeResponse({
      response: { modelName: 'echo', outputs, ...(decoded.id && { id: decoded.id }) },
      request: decoded,
      flavour,
    });
    response.writeHead(200, message.headers);
    for (const chunk of message.chunks) response.write(chunk);
    response.end();
  } catch (error) {
    if (!WireError.isInstance(error)) throw error;
    response.statusCode = error.status;
    sendJson(response, { error: error.message });
  }
}

function toOutput({ name, datatype, shape, bytes }: WireTensor): WireTensor {
  return { name: `${name}_out`, datatype, shape, bytes };
}

function isWanted(name: string, { outputs }: InferRequest): boolean {
  return outputs === undefined || outputs.some((output) => output.name === name);
}

export function sendJson(response: ServerResponse, value: unknown): void {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(value));
}

/** Answers with a status and a text. */
export function status(
  code: number,
  text: string = '',
  headers: Readonly<Record<string, string>> = {},
): Override {
  return (request, response) => {
    request.resume();
    response.writeHead(code, headers);
    response.end(text);
    return true;
  };
}

/** Cuts the connection without an answer. */
export const reset: Override = (request) => {
  request.socket.destroy();
  return true;
};

/** Never answers. */
export const silence: Override = () => true;
