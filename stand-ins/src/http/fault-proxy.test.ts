import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';

const arrived: string[] = [];
const server = createServer((request, response) => void answer(request, response));
let proxy: FaultProxy;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  arrived.push(`${request.method} ${request.url} ${request.headers.host} ${body}`);
  response.writeHead(201, { 'x-answer': 'yes' }).end(`got ${body}`);
}

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  proxy = await startFaultProxy(`http://127.0.0.1:${port}/account`);
});

beforeEach(() => {
  arrived.length = 0;
  proxy.requests.length = 0;
  proxy.fault = () => undefined;
});

afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  server.close();
});

const put = (path = '/a?b=c'): Promise<Response> =>
  fetch(proxy.url + path, { method: 'PUT', body: 'hello' });

test('a request and its answer pass unchanged, with the host that the client named', async () => {
  const response = await put();
  expect(response.status).toBe(201);
  expect(response.headers.get('x-answer')).toBe('yes');
  expect(await response.text()).toBe('got hello');
  expect(arrived).toEqual([`PUT /account/a?b=c ${new URL(proxy.url).host} hello`]);
  expect(proxy.requests).toMatchObject([{ method: 'PUT', url: '/account/a?b=c' }]);
});

test('an answer made here takes the place of the server', async () => {
  proxy.fault = () => ({ status: 503, headers: { 'retry-after': '2' }, body: 'busy' });
  const response = await put();
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('2');
  expect(await response.text()).toBe('busy');
  expect(arrived).toEqual([]);
});

test('a line can be cut before the request arrives, or after', async () => {
  proxy.fault = () => 'cut-before';
  await expect(put()).rejects.toThrow('fetch failed');
  expect(arrived).toEqual([]);
  proxy.fault = () => 'cut-after';
  await expect(put()).rejects.toThrow('fetch failed');
  expect(arrived).toHaveLength(1);
});

test('a request can be left without an answer', async () => {
  proxy.fault = () => 'hang';
  const stop = new AbortController();
  const waiting = fetch(proxy.url, { signal: stop.signal });
  await expect.poll(() => proxy.requests).toHaveLength(1);
  stop.abort();
  await expect(waiting).rejects.toThrow('aborted');
});

test('an answer can end before the length that it promised', async () => {
  proxy.fault = () => ({
    status: 200,
    headers: { 'content-length': '10' },
    body: 'half',
    isCut: true,
  });
  const response = await put();
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow('terminated');
});

test('a request waits until its fate has been decided', async () => {
  let decided = false;
  proxy.fault = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    decided = true;
    return undefined;
  };
  expect((await put()).status).toBe(201);
  expect(decided).toBe(true);
});

test('faults are chosen request by request', async () => {
  proxy.fault = ({ url }) => (url.endsWith('/bad') ? { status: 500 } : undefined);
  expect((await put('/bad')).status).toBe(500);
  expect((await put('/good')).status).toBe(201);
});

test('something can be done at the moment at which the line is cut', async () => {
  const done: string[] = [];
  const onCut = (): void => void done.push(`${arrived.length} arrived`);
  proxy.fault = () => ({ cut: 'before', onCut });
  await expect(put()).rejects.toThrow('fetch failed');
  proxy.fault = () => ({ cut: 'after', onCut });
  await expect(put()).rejects.toThrow('fetch failed');
  expect(done).toEqual(['0 arrived', '1 arrived']);
});

test('a form can be read by whoever decides, and still arrives', async () => {
  const seen: unknown[] = [];
  proxy.fault = ({ form }) => void seen.push(form?.get('Action'));
  const body = new URLSearchParams({ Action: 'GetCallerIdentity' });
  expect(await (await fetch(proxy.url, { method: 'POST', body })).text()).toBe(
    'got Action=GetCallerIdentity',
  );
  await put();
  expect(seen).toEqual(['GetCallerIdentity', undefined]);
});

test("the server's clock can be set ahead, and its headers stay what they were", async () => {
  proxy.clockAheadInMs = 3_600_000;
  const response = await put();
  proxy.clockAheadInMs = 0;
  const ahead = Date.parse(response.headers.get('date') ?? '') - Date.now();
  expect(ahead).toBeGreaterThan(3_500_000);
  expect(response.headers.get('x-answer')).toBe('yes');
});

test('headers can be added to whatever passes', async () => {
  const { port } = server.address() as AddressInfo;
  await using other = await startFaultProxy(`http://127.0.0.1:${port}`, {
    headers: { host: 'another.example' },
  });
  await fetch(`${other.url}/a`);
  expect(arrived).toEqual(['GET /a another.example ']);
});
