import { expect, test, vi } from 'vitest';
import { openRaw, rawRequest } from '../__fixtures__/raw-http.ts';
import { float32, numbersOf } from '../__fixtures__/tensors.ts';
import { NOTHING, outputsOf, startTestServer } from '../__fixtures__/test-server.ts';
import { waitUntil, waitUntilGone } from '../__fixtures__/wait-until.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const asking = (steps: number): string =>
  JSON.stringify({ inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 1], data: [steps] }] });

function isRefused(port: number): Promise<boolean> {
  return openRaw(port).then(
    ({ socket }) => {
      socket.destroy();
      return false;
    },
    (error: unknown) => String(error).includes('ECONNREFUSED'),
  );
}

test('SIGTERM: what runs and what waits is answered, what comes is refused, and nothing is left', async () => {
  const server = await startTestServer({ drainTimeoutInMs: 30_000 });
  const { workerPids } = await server.load('slow', 'slow');
  await server.control.setTraffic('slow');
  const { port, pid } = server.file;

  // A request that has come in half.
  using half = await openRaw(port);
  const request = rawRequest({ body: asking(1) });
  half.send(request.subarray(0, -10));

  // However fast the machine is, its worker is not done before it is let go on.
  for (const worker of workerPids) process.kill(worker, 'SIGSTOP');
  const steps = [10, 11, 12, 13, 14, 15];
  const taken = Promise.all(
    steps.map(async (count) => {
      const response = await server.infer({ inputs: [float32('x', [1, 1], [count])] });
      return (await outputsOf(response)).flatMap(numbersOf);
    }),
  );
  await waitUntil(async () => (await server.status('slow'))?.waiting === 5);
  using idle = await openRaw(port);
  idle.send(rawRequest({ method: 'GET', path: '/ping' }));
  expect(await idle.answer()).toMatchObject({ status: 200 });
  process.kill(pid, 'SIGTERM');

  await idle.closed;
  await waitUntil(() => isRefused(port));
  half.send(request.subarray(-10));
  expect(await half.answer()).toMatchObject({ status: 503 });
  for (const worker of workerPids) process.kill(worker, 'SIGCONT');
  expect(await taken).toEqual(steps.map((count) => [count]));
  await waitUntilGone([pid]);
  expect(await server.end()).toEqual(NOTHING);
});

test('SIGTERM: who takes too long is not waited for', async () => {
  const server = await startTestServer({ drainTimeoutInMs: 300 });
  const { workerPids } = await server.load('slow', 'slow');
  await server.control.setTraffic('slow');
  const { port, pid } = server.file;
  using endless = await openRaw(port);
  endless.send(rawRequest({ body: asking(1e9) }));
  using waiting = await openRaw(port);
  waiting.send(rawRequest({ body: asking(1) }));
  using silent = await openRaw(port);
  silent.send(rawRequest({ headers: { 'Content-Length': '100' } }));
  await waitUntil(async () => (await server.status('slow'))?.waiting === 1);
  process.kill(pid, 'SIGTERM');
  const ends = await Promise.all([endless.answer(), waiting.answer(), silent.answer()]);
  for (const answer of ends) expect([undefined, 503]).toContain(answer?.status);
  await waitUntilGone([pid, ...workerPids]);
  expect(await server.end()).toEqual(NOTHING);
});
