import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hardModelPackage } from '../__fixtures__/model-packages.ts';
import { servingPython } from '../__fixtures__/serving-python.ts';
import { float32, numbersOf } from '../__fixtures__/tensors.ts';
import {
  NOTHING,
  outputsOf,
  startTestServer,
  type TestServer,
} from '../__fixtures__/test-server.ts';
import { waitUntil, waitUntilGone } from '../__fixtures__/wait-until.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  await Promise.all([
    server.load('allocating', '', { packageDirectory: hardModelPackage('allocating') }),
    server.load('slow', 'slow', { timeLimitInMs: 2000 }),
  ]);
});
afterAll(async () => {
  // eslint-disable-next-line vitest/no-standalone-expect -- What is left shows only when all tests are through.
  expect(await server.end()).toEqual(NOTHING);
});

const ask = (deployment: string, value: number): Promise<Response> =>
  server.infer({ inputs: [float32('x', [1, 1], [value])], deployment });

async function answerOf(deployment: string, value: number): Promise<number[]> {
  return (await outputsOf(await ask(deployment, value))).flatMap(numbersOf);
}

async function workerOf(deployment: string): Promise<number> {
  return waitUntil(async () => (await server.status(deployment))?.workerPids[0]);
}

/** The deployment has another worker than this one. */
async function isReplaced(deployment: string, pid: number): Promise<boolean> {
  const pids = (await server.status(deployment))?.workerPids ?? [];
  return pids.length > 0 && !pids.includes(pid);
}

/** As `prlimit` does: of another process, while it runs. */
function limitMemory(pid: number, bytes: number): void {
  const program =
    'import resource, sys; resource.prlimit(int(sys.argv[1]), resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)';
  execFileSync(servingPython(), ['-c', program, String(pid), String(bytes)]);
}

describe('memory that is not there', () => {
  const mebibytes = 4000;

  test('is an error of the model when it asks for more than any machine has, and its worker stays', async () => {
    const worker = await workerOf('allocating');
    const response = await ask('allocating', 1e9);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      error: expect.stringMatching(/^The model failed: .*can't allocate memory/),
    });
    expect(await answerOf('allocating', 1)).toEqual([2]);
    expect(await workerOf('allocating')).toBe(worker);
  });

  test('is one also where the system lets the worker have no more', async () => {
    const worker = await workerOf('allocating');
    limitMemory(worker, mebibytes * 2 ** 20);
    const response = await ask('allocating', mebibytes);
    expect(response.status).toBe(500);
    expect(await response.text()).toContain("can't allocate memory");
    expect(await answerOf('allocating', 1)).toEqual([2]);
    expect(await workerOf('allocating')).toBe(worker);
  });

  test('costs the worker that the system ends for it, and nobody else', async () => {
    const worker = await workerOf('slow');
    const answers = Promise.all([10_000, 2, 3].map((steps) => answerOf('slow', steps)));
    await waitUntil(async () => (await server.status('slow'))?.running === 1);
    // As Linux does it.
    process.kill(worker, 'SIGKILL');
    expect(await answers).toEqual([[10_000], [2], [3]]);
    expect(await isReplaced('slow', worker)).toBe(true);
  });
});

describe('a worker', () => {
  test('that stands still is ended and replaced; who waited for it is told', async () => {
    const worker = await workerOf('slow');
    process.kill(worker, 'SIGSTOP');
    const response = await ask('slow', 1);
    expect(response.status).toBe(504);
    expect(await response.json()).toEqual({ error: 'The model did not answer within 2000 ms.' });
    expect(await answerOf('slow', 1)).toEqual([1]);
    expect(await isReplaced('slow', worker)).toBe(true);
    await waitUntilGone([worker]);
  });

  test('that dies while it has nothing to do is replaced before anybody notices', async () => {
    const worker = await workerOf('slow');
    process.kill(worker, 'SIGKILL');
    expect(await answerOf('slow', 5)).toEqual([5]);
    expect(await isReplaced('slow', worker)).toBe(true);
  });
});
