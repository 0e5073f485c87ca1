import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Pipeline } from '@azure/core-rest-pipeline';
import { expect, test } from 'vitest';

import { azurePipeline, sendOver } from './azure-pipeline.ts';

/** A server that never answers its first requests. */
async function silentServer(
  silent: number,
): Promise<AsyncDisposable & { readonly url: string; readonly asked: () => number }> {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    if (asked > silent) response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const pipeline = (): Promise<Pipeline> =>
  azurePipeline({ timing: { delayInMs: 1, maxRetries: 1 }, silenceInMs: 200 });

test('a request that nobody answers is made again, and each attempt has its own time', async () => {
  await using server = await silentServer(1);
  expect(await sendOver(await pipeline(), { url: server.url })).toMatchObject({ status: 200 });
  expect(server.asked()).toBe(2);
});

test('one that is never answered ends, and says how long it has waited', async () => {
  await using server = await silentServer(9);
  await expect(sendOver(await pipeline(), { url: server.url })).rejects.toMatchObject({
    message: expect.stringContaining('no answer for 0.2 s') as string,
    code: 'ETIMEDOUT',
  });
  expect(server.asked()).toBe(2);
});

test('whoever aborts the request is not told of silence, and nothing is asked again', async () => {
  await using server = await silentServer(9);
  const stop = new AbortController();
  const sending = sendOver(await azurePipeline({ silenceInMs: 60_000 }), {
    url: server.url,
    abortSignal: stop.signal,
  });
  const failed = sending.catch((error: unknown) => error);
  await expect.poll(server.asked).toBe(1);
  stop.abort();
  expect(await failed).toMatchObject({ name: 'AbortError' });
  expect(server.asked()).toBe(1);
});
