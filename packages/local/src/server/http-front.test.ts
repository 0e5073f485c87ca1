import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { encodeRequest, joinChunks } from '@torchrelay/core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { float32, numbersOf } from '../__fixtures__/tensors.ts';
import {
  NOTHING,
  outputsOf,
  startTestServer,
  type TestServer,
} from '../__fixtures__/test-server.ts';
import { waitUntil } from '../__fixtures__/wait-until.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const INFER = '/v2/models/model/infer';
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ maxRequestBytes: 10_000 });
  await Promise.all([
    server.load('sha256:two', 'two', { maxQueueLength: 2 }),
    server.load('raising', 'raising', { maxQueueLength: 2 }),
  ]);
  await server.control.setTraffic('sha256:two');
});
afterAll(async () => {
  // eslint-disable-next-line vitest/no-standalone-expect -- What is left shows only when all tests are through.
  expect(await server.end()).toEqual(NOTHING);
});

const x = { name: 'x', datatype: 'FP32', shape: [1, 2], data: [1, 2] };
const left = { ...x, name: 'left' };
const right = { ...x, name: 'right', data: [3, 4] };

async function get(
  path: string,
): Promise<{ status: number; body: unknown; deployment: string | null }> {
  const response = await fetch(server.url + path);
  return {
    status: response.status,
    body: await response.json(),
    deployment: response.headers.get('torchrelay-deployment'),
  };
}

async function post(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: unknown; headers: Headers }> {
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json(), headers: response.headers };
}

describe('the Open Inference Protocol', () => {
  test('server and model are described', async () => {
    expect(await get('/v2')).toMatchObject({
      status: 200,
      body: { name: 'torchrelay', version: expect.any(String), extensions: ['binary_tensor_data'] },
    });
    const model = {
      status: 200,
      deployment: 'sha256:two',
      body: {
        name: 'model',
        versions: ['1'],
        platform: 'pytorch_libtorch',
        inputs: [
          { name: 'left', datatype: 'FP32', shape: [-1, -1] },
          { name: 'right', datatype: 'FP32', shape: [-1, -1] },
        ],
        outputs: [
          { name: 'sum', datatype: 'FP32', shape: [-1, -1] },
          { name: 'dot', datatype: 'FP32', shape: [-1, 1] },
        ],
      },
    };
    expect(await get('/v2/models/model')).toEqual(model);
    expect(await get('/v2/models/model/versions/1')).toEqual(model);
  });

  test('it lives and is ready', async () => {
    expect(await get('/v2/health/live')).toMatchObject({ status: 200, body: { live: true } });
    expect(await get('/v2/health/ready')).toMatchObject({ status: 200, body: { ready: true } });
    expect(await get('/v2/models/model/ready')).toMatchObject({
      status: 200,
      body: { name: 'model', ready: true },
    });
  });

  test.each([INFER, '/v2/models/model/versions/1/infer', '/invocations'])(
    '%s answers JSON with JSON',
    async (path) => {
      const answer = await post(path, { id: 'request 1', inputs: [right, left] });
      expect(answer).toMatchObject({
        status: 200,
        body: {
          id: 'request 1',
          model_name: 'model',
          model_version: '1',
          outputs: [
            { name: 'sum', datatype: 'FP32', shape: [1, 2], data: [4, 6] },
            { name: 'dot', datatype: 'FP32', shape: [1, 1], data: [11] },
          ],
        },
      });
      expect(answer.headers.get('torchrelay-deployment')).toBe('sha256:two');
    },
  );

  test('only the outputs that are asked for come back', async () => {
    const { body } = await post(INFER, { inputs: [left, right], outputs: [{ name: 'dot' }] });
    expect(body).toMatchObject({ outputs: [{ name: 'dot', data: [11] }] });
  });

  test('binary tensors come back as binary tensors', async () => {
    const inputs = [float32('left', [1, 2], [1, 2]), float32('right', [1, 2], [3, 4])];
    const response = await server.infer({ inputs });
    expect(response.headers.get('inference-header-content-length')).toMatch(/^\d+$/);
    expect((await outputsOf(response)).map(numbersOf)).toEqual([[4, 6], [11]]);
  });

  test('SageMaker has the length of the JSON in its content type', async () => {
    const inputs = [float32('left', [1, 2], [1, 2]), float32('right', [1, 2], [3, 4])];
    const message = encodeRequest({
      request: { inputs },
      encoding: 'binary',
      flavour: 'sagemaker',
    });
    const response = await fetch(`${server.url}/invocations`, {
      method: 'POST',
      headers: message.headers,
      body: Buffer.from(joinChunks(message)),
    });
    const type = response.headers.get('content-type') ?? '';
    const length = /^application\/vnd\.sagemaker-triton\.binary\+json;json-header-size=(\d+)$/.exec(
      type,
    )?.[1];
    const body = Buffer.from(await response.arrayBuffer());
    expect(JSON.parse(body.subarray(0, Number(length)).toString())).toMatchObject({
      outputs: [{ name: 'sum' }, { name: 'dot' }],
    });
    expect(body.subarray(Number(length)).readFloatLE(8)).toBe(11);
    expect(await fetch(`${server.url}/ping`)).toMatchObject({ status: 200 });
  });
});

describe('a request that is wrong is told why, in the form of the protocol', () => {
  test.each([
    ['no JSON', '{"inputs"', /JSON/],
    ['no inputs', {}, /inputs/],
    ['missing', { inputs: [left] }, /^Input "right": missing; the model takes "left", "right"\.$/],
    ['unknown input', { inputs: [left, right, x] }, /^Input "x": unknown/],
    ['given twice', { inputs: [left, right, left] }, /^Input "left": given twice\.$/],
    [
      'datatype',
      { inputs: [{ ...left, datatype: 'INT64' }, right] },
      /^Input "left": expected datatype FP32, got INT64\.$/,
    ],
    [
      'rank',
      { inputs: [{ ...left, shape: [2] }, right] },
      /^Input "left": expected shape \[-1, -1\], got \[2\]\.$/,
    ],
    ['too few elements', { inputs: [{ ...left, data: [1] }, right] }, /left/],
    [
      'rows differ',
      { inputs: [left, { ...right, shape: [2, 1] }] },
      /^Input "right": expected a batch of 1 as in "left", got 2\.$/,
    ],
    [
      'batch',
      { inputs: [left, right].map((input) => ({ ...input, shape: [9, 0], data: [] })) },
      /^Expected a batch of 1 to 8, got 9\.$/,
    ],
    [
      'unknown output',
      { inputs: [left, right], outputs: [{ name: 'y' }] },
      /^Output "y": unknown; the model gives "sum", "dot"\.$/,
    ],
  ])('%s', async (_, body, message) => {
    for (const path of [INFER, '/invocations']) {
      expect(await post(path, body)).toMatchObject({
        status: 400,
        body: { error: expect.stringMatching(message) },
      });
    }
  });

  test('binary data of the wrong length', async () => {
    const message = encodeRequest({
      request: { inputs: [float32('left', [1, 2], [1, 2])] },
      encoding: 'binary',
    });
    const response = await fetch(server.url + INFER, {
      method: 'POST',
      headers: message.headers,
      body: Buffer.from(joinChunks(message)).subarray(0, -1),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.any(String) });
  });

  test.each([
    ['GET', '/nothing', 404],
    ['POST', '/v2/models/other/infer', 404],
    ['GET', INFER, 405],
    ['PUT', '/ping', 405],
  ])('%s %s: %i', async (method, path, status) => {
    const response = await fetch(server.url + path, { method });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.any(String) });
  });

  test('a compressed body', async () => {
    expect(await post(INFER, '{}', { 'content-encoding': 'gzip' })).toMatchObject({ status: 415 });
  });

  test('a body that is too large, announced or not', async () => {
    const large = 'x'.repeat(10_001);
    expect(await post(INFER, large)).toMatchObject({
      status: 413,
      body: { error: 'The request is larger than 10000 bytes.' },
    });
    const chunked = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from(large));
        controller.close();
      },
    });
    const response = await fetch(server.url + INFER, {
      method: 'POST',
      body: chunked,
      duplex: 'half',
    });
    expect(response.status).toBe(413);
  });
});

describe('an error of the model', () => {
  test('is a 500 with its words, without stack and paths', async () => {
    const answer = await post(
      INFER,
      { inputs: [{ ...x, data: [-1, 0] }] },
      { 'torchrelay-deployment': 'raising' },
    );
    expect(answer).toMatchObject({
      status: 500,
      body: { error: 'The model failed: negative: see <path>.' },
    });
    expect(answer.headers.get('torchrelay-deployment')).toBe('raising');
  });

  test('is in the log with its cause', async () => {
    const events = await server.control.logs();
    expect(events).toContainEqual(
      expect.objectContaining({
        event: 'request-failed',
        status: 500,
        cause: expect.stringContaining('negative'),
      }),
    );
  });
});

describe('who may ask', () => {
  function statusFor(host: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      httpRequest(`${server.url}/ping`, { headers: { host } }, (response) =>
        resolve(response.resume().statusCode),
      )
        .on('error', reject)
        .end();
    });
  }

  test('only those who call it localhost: a page in a browser could use a name of its own', async () => {
    const { port } = server.file;
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, '[::1]', 'localhost'])
      expect(await statusFor(host)).toBe(200);
    for (const host of ['evil.example', `evil.example:${port}`, 'localhost.evil.example'])
      expect(await statusFor(host)).toBe(421);
  });

  test('only this machine: no other address has the port', async () => {
    const { networkInterfaces } = await import('node:os');
    const others = Object.values(networkInterfaces()).flatMap((addresses = []) =>
      addresses.filter(({ internal, family }) => !internal && family === 'IPv4'),
    );
    for (const { address } of others) {
      await expect(fetch(`http://${address}:${server.file.port}/ping`)).rejects.toThrow(
        'fetch failed',
      );
    }
  });
});

describe('clients that are slow or vanish', () => {
  test('one that does not finish its request keeps nobody waiting', async () => {
    const slow = connect(server.file.port, '127.0.0.1');
    slow.write(`POST ${INFER} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"inputs"`);
    expect(await post(INFER, { inputs: [left, right] })).toMatchObject({ status: 200 });
    slow.destroy();
    expect(await post(INFER, { inputs: [left, right] })).toMatchObject({ status: 200 });
  });

  test('one that announces more than it sends gets no answer, and the server goes on', async () => {
    const liar = connect(server.file.port, '127.0.0.1');
    liar.end(`POST ${INFER} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{}`);
    const said = await new Promise<string>((resolve) => {
      let text = '';
      liar.on('data', (chunk) => (text += String(chunk)));
      liar.on('close', () => resolve(text));
    });
    expect(said).not.toContain('200 OK');
    expect(await post(INFER, { inputs: [left, right] })).toMatchObject({ status: 200 });
  });
});

describe('a deployment that is addressed directly', () => {
  test('answers although another one receives the traffic', async () => {
    const response = await server.infer({
      inputs: [float32('x', [1, 2], [1, 2])],
      deployment: 'raising',
    });
    expect(response.headers.get('torchrelay-deployment')).toBe('raising');
    expect((await outputsOf(response)).map(numbersOf)).toEqual([[2, 3]]);
  });

  test('and is not there is a 404', async () => {
    expect(await server.infer({ inputs: [], deployment: 'nobody' })).toMatchObject({ status: 404 });
  });
});

test('the metrics tell what was asked and how it went', async () => {
  const response = await fetch(`${server.url}/metrics`);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4');
  const lines = await waitUntil(async () => (await response.text()).split('\n'));
  const value = (series: string): number =>
    Number(lines.find((line) => line.startsWith(`${series} `))?.split(' ')[1]);
  expect(value('torchrelay_requests_total{deployment="sha256:two",status="200"}')).toBeGreaterThan(
    5,
  );
  expect(value('torchrelay_requests_total{deployment="sha256:two",status="400"}')).toBeGreaterThan(
    10,
  );
  expect(value('torchrelay_requests_total{deployment="raising",status="500"}')).toBe(1);
  expect(value('torchrelay_workers_ready{deployment="raising"}')).toBe(1);
  expect(value('torchrelay_requests_running{deployment="raising"}')).toBe(0);
});
