import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hardModelPackage } from '../__fixtures__/model-packages.ts';
import { isHeldByServer, residentBytes } from '../__fixtures__/process-facts.ts';
import { openRaw, type RawConnection, rawRequest } from '../__fixtures__/raw-http.ts';
import { float32, numbersOf } from '../__fixtures__/tensors.ts';
import {
  NOTHING,
  outputsOf,
  startTestServer,
  type TestServer,
} from '../__fixtures__/test-server.ts';
import { waitUntil } from '../__fixtures__/wait-until.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const MEBIBYTE = 1024 * 1024;
const INFER = '/v2/models/model/infer';
/** `x`, of three dimensions, comes back twice as large. */
const LIVE = 'doubling';
let server: TestServer;
let workerPids: readonly number[];

beforeAll(async () => {
  server = await startTestServer({ maxRequestBytes: 20 * MEBIBYTE, transferTimeoutInMs: 1500 });
  ({ workerPids } = await server.load(LIVE, '', { packageDirectory: hardModelPackage(LIVE) }));
  await server.control.setTraffic(LIVE);
});
afterAll(async () => {
  // eslint-disable-next-line vitest/no-standalone-expect -- What is left shows only when all tests are through.
  expect(await server.end()).toEqual(NOTHING);
});

const asking = (value: number): string =>
  JSON.stringify({ inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 1, 1], data: [value] }] });

function valueIn(body: Uint8Array): unknown {
  return JSON.parse(Buffer.from(body).toString()).outputs[0].data[0];
}

/** Others are served as if nothing were, by the worker that has been there from the beginning. */
async function areOthersServed(): Promise<boolean> {
  const response = await server.infer({ inputs: [float32('x', [1, 1, 1], [4])] });
  const [output] = await outputsOf(response);
  const pids = (await server.status(LIVE))?.workerPids;
  return output !== undefined && numbersOf(output)[0] === 8 && String(pids) === String(workerPids);
}

function connection(): Promise<RawConnection> {
  return openRaw(server.file.port);
}

function isHeld({ socket: { localPort } }: RawConnection): boolean {
  return isHeldByServer({ serverPort: server.file.port, clientPort: localPort });
}

async function post(body: string | Uint8Array): Promise<{ status: number; text: string }> {
  const response = await fetch(server.url + INFER, { method: 'POST', body: Buffer.from(body) });
  return { status: response.status, text: await response.text() };
}

/** Says a piece again and again, until the server closes the connection. */
async function dribble(raw: RawConnection, piece: string | Uint8Array): Promise<void> {
  const timer = setInterval(() => raw.send(piece), 20);
  await raw.closed;
  clearInterval(timer);
}

describe('a body that is too large', () => {
  test('is refused, and a client that sends first and reads then gets to know it', async () => {
    expect(await post(Buffer.alloc(60 * MEBIBYTE))).toEqual({
      status: 413,
      text: '{"error":"The request is larger than 20971520 bytes."}',
    });
  });

  test('is not read to its end', async () => {
    using raw = await connection();
    raw.send(rawRequest({ headers: { 'Content-Length': '100000000000' } }));
    expect(await raw.answer()).toMatchObject({ status: 413, headers: { connection: 'close' } });
    await dribble(raw, Buffer.alloc(1024));
  });

  test('nor when it comes in chunks, of which nobody knows how many', async () => {
    using raw = await connection();
    raw.send(
      rawRequest({ headers: { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked' } }),
    );
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(MEBIBYTE), END_OF_CHUNK]);
    for (let sent = 0; sent <= 20; sent++) raw.send(chunk);
    expect(await raw.answer()).toMatchObject({ status: 413 });
    await dribble(raw, chunk);
  });

  test('is not even asked for, where the client asks first', async () => {
    using raw = await connection();
    const headers = { Expect: '100-continue', 'Content-Length': '100000000000' };
    raw.send(rawRequest({ headers }));
    expect(await raw.answer()).toMatchObject({ status: 413 });
  });

  const END_OF_CHUNK = Buffer.from('\r\n');
});

describe('a client that takes its time', () => {
  test('to say what it wants is told that it is too late, and keeps nobody waiting', async () => {
    using raw = await connection();
    raw.send(`POST ${INFER} HTTP/1.1\r\nHost: localhost\r\nX: `);
    const [areServed] = await Promise.all([areOthersServed(), dribble(raw, 'x')]);
    expect(areServed).toBe(true);
    expect(await raw.answer()).toMatchObject({ status: 408 });
  });

  test('to send its body as well', async () => {
    using raw = await connection();
    raw.send(rawRequest({ headers: { 'Content-Length': '100000' } }));
    const [areServed] = await Promise.all([areOthersServed(), dribble(raw, ' ')]);
    expect(areServed).toBe(true);
    expect(await raw.answer()).toMatchObject({ status: 408 });
  });

  test('to take its answer loses it, and the server the burden', async () => {
    using raw = await connection();
    raw.socket.pause();
    raw.send(binaryRequest(new Float32Array(4 * MEBIBYTE)));
    await waitUntil(() => isHeld(raw));
    await waitUntil(() => !isHeld(raw));
    expect(await areOthersServed()).toBe(true);
  });
});

function binaryRequest(values: Float32Array): Buffer {
  const json = JSON.stringify({
    inputs: [
      {
        name: 'x',
        datatype: 'FP32',
        shape: [1, 1, values.length],
        parameters: { binary_data_size: values.byteLength },
      },
    ],
    parameters: { binary_data_output: true },
  });
  return rawRequest({
    headers: { 'Inference-Header-Content-Length': String(json.length) },
    body: Buffer.concat([Buffer.from(json), Buffer.from(values.buffer)]),
  });
}

describe('clients that vanish', () => {
  test('in the middle of their bodies, fifty at once, leave nothing', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, connection));
    const ports = all.map(({ socket: { localPort: clientPort } }) => clientPort);
    const isAnyHeld = (): boolean =>
      ports.some((clientPort) => isHeldByServer({ serverPort: server.file.port, clientPort }));
    for (const raw of all) raw.send(rawRequest({ headers: { 'Content-Length': '100000' } }), ' ');
    await waitUntil(isAnyHeld);
    for (const [index, { socket }] of all.entries())
      if (index % 2 === 0) socket.resetAndDestroy();
      else socket.destroy();
    await waitUntil(() => !isAnyHeld());
    expect(await areOthersServed()).toBe(true);
  });

  test('in the middle of their answers leave nothing', async () => {
    using raw = await connection();
    const { localPort: clientPort } = raw.socket;
    raw.send(binaryRequest(new Float32Array(4 * MEBIBYTE)));
    await once(raw.socket, 'data');
    raw.socket.resetAndDestroy();
    await waitUntil(() => !isHeldByServer({ serverPort: server.file.port, clientPort }));
    expect(await areOthersServed()).toBe(true);
  });
});

describe('HTTP by the letter', () => {
  const body = asking(1);
  const length = String(body.length);
  test.each<[what: string, request: Parameters<typeof rawRequest>[0] | string, status: number]>([
    ['a method that is not for this path', { method: 'GET' }, 405],
    ['OPTIONS', { method: 'OPTIONS' }, 405],
    ['another version of the model', { path: '/v2/models/model/versions/2/infer', body }, 404],
    ['a version that is none', { path: '/v2/models/model/versions//infer', body }, 404],
    ['a path that leads out', { path: '/v2/models/model/../model/infer', body }, 404],
    ['no body', {}, 400],
    ['a content type that is not JSON', { headers: { 'Content-Type': 'text/plain' }, body }, 200],
    ['no length, but chunks', inChunks(body), 200],
    ['HTTP 1.0', rawRequest({ body }).toString().replace('HTTP/1.1', 'HTTP/1.0'), 200],
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['no host', 'GET /ping HTTP/1.1\r\n\r\n', 400],
    [
      'two hosts',
      rawRequest({ method: 'GET', path: '/ping', headers: { host: 'x' } }).toString(),
      200,
    ],
    ['a header of 100 kB', { headers: { X: 'x'.repeat(100_000) }, body }, 431],
    ['two lengths', { headers: { 'content-length': '1' }, body }, 400],
    ['a length and chunks', { headers: { 'Transfer-Encoding': 'chunked' }, body }, 400],
    ['a negative length', { headers: { 'Content-Length': '-1' }, body }, 400],
    ['a promise that is not known', { headers: { Expect: 'tea' }, body }, 417],
    [
      'two lengths of the JSON',
      { headers: { [JSON_LENGTH]: length, [JSON_LENGTH.toLowerCase()]: '1' }, body },
      400,
    ],
    ...['', '-1', '0', '1e1', '0x10', ' 5', `${length}0`].map(
      (value): [string, Parameters<typeof rawRequest>[0], number] => [
        `"${value}" as the length of the JSON`,
        { headers: { [JSON_LENGTH]: value }, body },
        400,
      ],
    ),
    ['an unknown deployment', { headers: { 'torchrelay-deployment': 'x' }, body }, 404],
    [
      'two deployments',
      { headers: { 'torchrelay-deployment': LIVE, 'Torchrelay-Deployment': 'x' }, body },
      404,
    ],
  ])('%s', async (_, request, status) => {
    using raw = await connection();
    raw.send(typeof request === 'string' ? request : rawRequest(request));
    expect(await raw.answer()).toMatchObject({ status });
  });

  test('HEAD is GET without a body', async () => {
    using raw = await connection();
    raw.send(rawRequest({ method: 'HEAD', path: '/v2/health/live' }));
    const head = await raw.answer({ isHead: true });
    raw.send(rawRequest({ method: 'GET', path: '/v2/health/live' }));
    const get = await raw.answer();
    expect(get?.body.toString()).toBe('{"live":true}');
    expect({ ...head?.headers, date: '' }).toEqual({ ...get?.headers, date: '' });
  });

  test('a client that asks before it sends is told to go on', async () => {
    using raw = await connection();
    const request = rawRequest({ headers: { Expect: '100-continue' }, body }).toString();
    raw.send(request.slice(0, -body.length));
    expect(await raw.answer()).toMatchObject({ status: 100 });
    raw.send(body);
    expect(await raw.answer()).toMatchObject({ status: 200 });
  });

  test('requests that are sent without waiting are answered in their order', async () => {
    using raw = await connection();
    raw.send(rawRequest({ body: asking(1) }), rawRequest({ path: '/nothing' }));
    raw.send(rawRequest({ body: '{' }), rawRequest({ body: asking(2) }));
    const answers = [
      await raw.answer(),
      await raw.answer(),
      await raw.answer(),
      await raw.answer(),
    ];
    expect(answers.map((answer) => answer?.status)).toEqual([200, 404, 400, 200]);
    expect(answers[3] && valueIn(answers[3].body)).toBe(4);
    const values = Array.from({ length: 200 }, (_, index) => index);
    raw.send(...values.map((value) => rawRequest({ body: asking(value) })));
    for (const value of values) {
      const answer = await raw.answer();
      expect(answer && valueIn(answer.body)).toBe(2 * value);
    }
  });
});

const JSON_LENGTH = 'Inference-Header-Content-Length';

function inChunks(body: string): string {
  const chunks = body.replaceAll(/./g, '1\r\n$&\r\n');
  return `POST ${INFER} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`;
}

test('ten thousand requests on one connection are answered correctly, and leave no trace in memory', async () => {
  using raw = await connection();
  const pids = [server.file.pid, ...workerPids];
  const askUpTo = async (end: number, start = 0): Promise<void> => {
    for (let value = start; value < end; value++) {
      raw.send(rawRequest({ body: asking(value) }));
      const answer = await raw.answer();
      if (answer?.status !== 200 || valueIn(answer.body) !== 2 * value)
        throw new Error(`${value} was answered with ${answer?.status}: ${String(answer?.body)}`);
    }
  };
  // What is allocated once comes with the first ones.
  await askUpTo(3000);
  const before = pids.map(residentBytes);
  await askUpTo(10_000, 3000);
  for (const [index, pid] of pids.entries())
    expect(residentBytes(pid) - (before[index] ?? 0)).toBeLessThan(40 * MEBIBYTE);
});
