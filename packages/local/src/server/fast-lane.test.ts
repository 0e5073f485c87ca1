import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openRaw, type RawAnswer, rawRequest } from '../__fixtures__/raw-http.ts';
import { NOTHING, startTestServer, type TestServer } from '../__fixtures__/test-server.ts';
import { waitUntil } from '../__fixtures__/wait-until.ts';
import { createFastLane } from './fast-lane.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ transferTimeoutInMs: 2000 });
  await server.load('two', 'two');
  await server.control.setTraffic('two');
});
afterAll(async () => {
  // eslint-disable-next-line vitest/no-standalone-expect -- What is left shows only when all tests are through.
  expect(await server.end()).toEqual(NOTHING);
});

/** A request for the sum of `number` and 1. */
function sum(number: number, headers: Record<string, string> = {}): Buffer {
  const input = { datatype: 'FP32', shape: [1, 1] };
  const inputs = [
    { name: 'left', data: [number], ...input },
    { name: 'right', data: [1], ...input },
  ];
  return rawRequest({ headers, body: JSON.stringify({ inputs, outputs: [{ name: 'sum' }] }) });
}

function sumIn(answer: RawAnswer | undefined): unknown {
  const body = JSON.parse(answer?.body.toString() ?? '{}');
  return body.outputs?.[0].data[0] ?? body;
}

const port = (): number => server.file.port;

const LARGE = 8 * 2 ** 20;

interface TestLane extends AsyncDisposable {
  readonly port: number;
  /** The lane's ends of the connections, as they came. */
  readonly sockets: readonly Socket[];
  /** What Node's server would have had to read first, for each connection. */
  readonly handedOver: readonly Buffer[];
  readonly closeIdle: () => void;
}

/** A lane with no server around it, whose answers are all {@link LARGE}. */
async function openLane(): Promise<TestLane> {
  const sockets: Socket[] = [];
  const handedOver: Buffer[] = [];
  const lane = createFastLane({
    answer: async () => ({ status: 200, headers: {}, chunks: [Buffer.alloc(LARGE)] }),
    handOver(socket, bytes) {
      handedOver.push(bytes);
      socket.destroy();
    },
    maxBytes: 1000,
    transferTimeoutInMs: 2000,
  });
  const listening = createServer((socket) => {
    sockets.push(socket);
    lane.take(socket);
  }).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return {
    port: (listening.address() as AddressInfo).port,
    sockets,
    handedOver,
    closeIdle: lane.closeIdle,
    async [Symbol.asyncDispose]() {
      lane.closeAll();
      await listening[Symbol.asyncDispose]();
    },
  };
}

describe('small requests', () => {
  test('on one connection are answered one after the other', async () => {
    using connection = await openRaw(port());
    for (let number = 0; number < 20; number++) {
      connection.send(sum(number));
      expect(sumIn(await connection.answer())).toBe(number + 1);
    }
  });

  test('may come in pieces, cut anywhere', async () => {
    using connection = await openRaw(port());
    const request = sum(5);
    const head = request.indexOf('\r\n\r\n') + 4;
    for (const cut of [1, 20, head - 2, head, head + 1, request.byteLength - 1]) {
      connection.send(request.subarray(0, cut));
      await wait(5);
      connection.send(request.subarray(cut));
      expect(sumIn(await connection.answer())).toBe(6);
    }
  });

  test('may take their time to come, as long as the server waits for any', async () => {
    using connection = await openRaw(port());
    const request = sum(7);
    for (let at = 0; at < request.byteLength; at += 60) {
      connection.send(request.subarray(at, at + 60));
      await wait(80);
    }
    expect(sumIn(await connection.answer())).toBe(8);
    connection.send(sum(8));
    expect(sumIn(await connection.answer())).toBe(9);
  });

  test('that are sent without waiting are answered in their order', async () => {
    using connection = await openRaw(port());
    connection.send(Buffer.concat([sum(1), sum(2)]), sum(3));
    connection.send(sum(4).subarray(0, 30));
    await wait(5);
    connection.send(sum(4).subarray(30), sum(5));
    for (const expected of [2, 3, 4, 5, 6]) expect(sumIn(await connection.answer())).toBe(expected);
  });

  test('that are wrong are told so, and the next is answered', async () => {
    using connection = await openRaw(port());
    connection.send(rawRequest({ body: '{"inputs":[]}' }));
    expect(await connection.answer()).toMatchObject({
      status: 400,
      headers: { 'content-type': 'application/json', connection: 'keep-alive' },
    });
    connection.send(sum(1, { Host: 'elsewhere.example' }));
    expect(await connection.answer()).toMatchObject({ status: 421 });
    connection.send(sum(1, { 'torchrelay-deployment': 'none' }));
    expect(await connection.answer()).toMatchObject({ status: 404 });
    connection.send(sum(1));
    expect(sumIn(await connection.answer())).toBe(2);
  });
});

describe('a connection', () => {
  test('goes on with anything that HTTP knows, whatever came before', async () => {
    using connection = await openRaw(port());
    connection.send(sum(1));
    expect(sumIn(await connection.answer())).toBe(2);
    connection.send(
      rawRequest({ method: 'GET', path: '/v2/health/ready', headers: { Accept: '*/*' } }),
    );
    expect(await connection.answer()).toMatchObject({ status: 200 });
    connection.send(sum(2));
    expect(sumIn(await connection.answer())).toBe(3);
    connection.send(sum(3, { 'X-Trace': '1', Connection: 'close' }));
    expect(sumIn(await connection.answer())).toBe(4);
    await connection.closed;
  });

  test('with a large request is answered, and with what follows it', async () => {
    using connection = await openRaw(port());
    connection.send(sum(1));
    expect(sumIn(await connection.answer())).toBe(2);
    const data = Array.from({ length: 30_000 }, (_, index) => index);
    const input = { datatype: 'FP32', shape: [1, data.length], data };
    const inputs = ['left', 'right'].map((name) => ({ name, ...input }));
    connection.send(rawRequest({ body: JSON.stringify({ inputs, outputs: [{ name: 'sum' }] }) }));
    const { outputs } = JSON.parse((await connection.answer())?.body.toString() ?? '{}');
    expect(outputs[0].data).toEqual(data.map((value) => value * 2));
    connection.send(sum(2));
    expect(sumIn(await connection.answer())).toBe(3);
  });

  test('on which nothing is said for long is closed', async () => {
    using connection = await openRaw(port());
    expect(await connection.answer()).toBeUndefined();
  });

  test('on which half a request is said is told that it came too late', async () => {
    using connection = await openRaw(port());
    connection.send(sum(1).subarray(0, -1));
    expect(await connection.answer()).toMatchObject({ status: 408 });
    await connection.closed;
  });

  test('on which a request comes byte by byte, without a pause, is told so as well', async () => {
    using connection = await openRaw(port());
    connection.send('POST /v2/models/model/infer HTTP/1.1\r\nHost: localhost\r\nAccept: ');
    const timer = setInterval(() => connection.send('x'), 5);
    await connection.closed;
    clearInterval(timer);
    expect((await connection.answer())?.status).toBe(408);
  });

  test('on which many large answers go out is watched no more closely for it', async () => {
    await using lane = await openLane();
    using connection = await openRaw(lane.port);
    const counts = new Set<number | undefined>();
    for (let number = 0; number < 2; number++) {
      connection.send(sum(number));
      expect((await connection.answer())?.body.byteLength).toBe(LARGE);
      counts.add(lane.sockets[0]?.listenerCount('close'));
    }
    expect(counts.size).toBe(1);
  });

  test('is not idle before its answer is taken', async () => {
    await using lane = await openLane();
    using connection = await openRaw(lane.port);
    connection.socket.pause();
    connection.send(sum(1));
    await waitUntil(() => (lane.sockets[0]?.writableLength ?? 0) > 0);
    lane.closeIdle();
    connection.socket.resume();
    expect((await connection.answer())?.body.byteLength).toBe(LARGE);
    lane.closeIdle();
    await connection.closed;
  });

  test('on which half a request has come is not idle, but left to Node', async () => {
    await using lane = await openLane();
    using connection = await openRaw(lane.port);
    const taken = await waitUntil(() => lane.sockets[0]);
    connection.send(sum(1).subarray(0, -3));
    await once(taken, 'data');
    lane.closeIdle();
    await connection.closed;
    expect(lane.handedOver).toEqual([sum(1).subarray(0, -3)]);
  });

  test('that its client closes or resets leaves nothing behind', async () => {
    for (const end of ['end', 'destroy', 'resetAndDestroy'] as const) {
      using connection = await openRaw(port());
      connection.send(sum(1));
      connection.socket[end]();
      await connection.closed;
    }
    await waitUntil(async () => {
      const status = await server.status('two');
      return status?.waiting === 0 && status.running === 0;
    });
    using connection = await openRaw(port());
    connection.send(sum(9));
    expect(sumIn(await connection.answer())).toBe(10);
  });
});

describe('a server that ends', () => {
  test('answers what it has, and closes connections that are idle', async () => {
    const ending = await startTestServer();
    await ending.load('slow', 'slow');
    await ending.control.setTraffic('slow');
    using idle = await openRaw(ending.file.port);
    using silent = await openRaw(ending.file.port);
    using busy = await openRaw(ending.file.port);
    const ask = (steps: number): Buffer =>
      rawRequest({
        body: JSON.stringify({
          inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 1], data: [steps] }],
        }),
      });
    idle.send(ask(1));
    expect(sumIn(await idle.answer())).toBe(1);
    busy.send(ask(20_000));
    await waitUntil(async () => (await ending.status('slow'))?.running === 1);
    const ended = ending.end();
    expect(sumIn(await busy.answer())).toBe(20_000);
    await Promise.all([idle.closed, silent.closed, busy.closed]);
    expect(await ended).toEqual(NOTHING);
  });
});

test('a client that half-closes its connection is gone, as for Node', async () => {
  using connection = await openRaw(port());
  connection.send(sum(1).subarray(0, 40));
  connection.socket.end();
  expect(await connection.answer()).not.toMatchObject({ status: 200 });
});
