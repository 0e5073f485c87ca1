import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { modelPackage } from '../__fixtures__/model-packages.ts';
import { float32, numbersOf, someNumbers } from '../__fixtures__/tensors.ts';
import {
  NOTHING,
  outputsOf,
  startTestServer,
  type TestServer,
} from '../__fixtures__/test-server.ts';
import { waitUntil, waitUntilGone } from '../__fixtures__/wait-until.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const inputs = [float32('x', [1, 4], someNumbers(4))];
let server: TestServer;

/** `old` and `new` have the same signature and other weights. */
beforeAll(async () => {
  server = await startTestServer();
  await Promise.all([
    server.load('old', 'mlp', { workers: 2 }),
    server.load('new', 'mlp-unbatched'),
  ]);
  await server.control.setTraffic('old');
});
afterAll(async () => {
  // eslint-disable-next-line vitest/no-standalone-expect -- What is left shows only when all tests are through.
  expect(await server.end()).toEqual(NOTHING);
});

async function scores(deployment?: string): Promise<{ by: string | null; scores: number[] }> {
  const response = await server.infer({
    inputs,
    ...(deployment === undefined ? {} : { deployment }),
  });
  const [output] = await outputsOf(response);
  return {
    by: response.headers.get('torchrelay-deployment'),
    scores: output ? numbersOf(output) : [],
  };
}

describe('a new deployment', () => {
  test('is verified beside the old one, before traffic reaches it', async () => {
    const [live, direct] = [await scores(), await scores('new')];
    expect(live.by).toBe('old');
    expect(direct.by).toBe('new');
    expect(direct.scores).not.toEqual(live.scores);
  });

  test('gets the traffic without a failed request, and gives it back', async () => {
    const answered = new Set<string | null>();
    const done = new AbortController();
    const asking = (async () => {
      while (!done.signal.aborted) answered.add((await scores()).by);
    })();
    await waitUntil(() => answered.has('old'));
    expect((await server.control.setTraffic('new')).live).toBe('new');
    await waitUntil(() => answered.has('new'));
    await server.control.setTraffic('old');
    done.abort();
    await asking;
    expect(answered).toEqual(new Set(['old', 'new']));
  });

  test('is created once, however often it is asked for', async () => {
    const request = { id: 'new', packageDirectory: modelPackage('mlp-unbatched') };
    const { workerPids } = await server.control.createDeployment(request);
    expect((await server.control.createDeployment(request)).workerPids).toEqual(workerPids);
    const other = { ...request, packageDirectory: modelPackage('mlp') };
    await expect(server.control.createDeployment(other)).rejects.toThrow(
      /There is a deployment "new" already \(ready/,
    );
  });

  test('is created once, too, where another of its name comes at the same time and is refused', async () => {
    const created = await Promise.allSettled(
      ['mlp', 'mlp-unbatched', 'slow'].map((model) =>
        server.control.createDeployment({ id: 'raced', packageDirectory: modelPackage(model) }),
      ),
    );
    expect(created.filter(({ status }) => status === 'rejected')).toHaveLength(2);
    const events = await server.control.logs({ deployment: 'raced' });
    expect(events.filter(({ event }) => event === 'deployment-created')).toHaveLength(1);
    await server.control.deleteDeployment('raced');
  });

  test('that has no package is refused with what is missing', async () => {
    await expect(
      server.control.createDeployment({ id: 'x', packageDirectory: '/nowhere' }),
    ).rejects.toMatchObject({
      code: 'PACKAGE_UNREADABLE',
      message: expect.stringContaining('/nowhere'),
      hint: expect.stringContaining('torchrelay.json'),
    });
  });

  test('needs a name that fits into a header', async () => {
    for (const id of ['', 'a b', 'ä', 'x'.repeat(129)]) {
      await expect(server.control.createDeployment({ id, packageDirectory: '/' })).rejects.toThrow(
        /deployment id/,
      );
    }
  });

  test('whose model cannot be loaded fails with the reason, and the others go on', async () => {
    const status = await server.load('failing', 'broken');
    expect(status).toMatchObject({
      state: 'failed',
      workerPids: [],
      failure: {
        code: 'MODEL_FAILED',
        message: expect.stringContaining('not a ZIP archive'),
        data: { reason: 'model-unreadable' },
      },
    });
    expect(await server.infer({ inputs, deployment: 'failing' })).toMatchObject({ status: 503 });
    const ready = await fetch(`${server.url}/v2/health/ready`, {
      headers: { 'torchrelay-deployment': 'failing' },
    });
    expect(ready.status).toBe(503);
    expect((await scores()).by).toBe('old');
    await server.control.deleteDeployment('failing');
  });
});

describe('a worker killed with -9 under load', () => {
  test('is replaced, and no request fails', async () => {
    const before = await server.status('old');
    const [victim = 0, other = 0] = before?.workerPids ?? [];
    const reference = (await scores()).scores;
    const done = new AbortController();
    let count = 0;
    const clients = Array.from({ length: 8 }, async () => {
      while (!done.signal.aborted) {
        // Joined with others or not, rounding apart.
        const answer = await scores();
        answer.scores.forEach((value, index) =>
          expect(value).toBeCloseTo(reference[index] ?? Number.NaN, 5),
        );
        count += 1;
      }
    });
    await waitUntil(() => count > 20);
    process.kill(victim, 'SIGKILL');
    await waitUntil(async () => {
      const pids = (await server.status('old'))?.workerPids ?? [];
      return pids.length === 2 && !pids.includes(victim);
    });
    done.abort();
    await Promise.all(clients);
    expect((await server.status('old'))?.workerPids).toContain(other);
    const lost = (await server.control.logs({ deployment: 'old' })).filter(
      ({ event }) => event === 'worker-lost',
    );
    expect(lost).toMatchObject([{ pid: victim, end: { signal: 'SIGKILL' } }]);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain('torchrelay_workers_lost_total{deployment="old"} 1');
  });
});

describe('traffic', () => {
  test('goes to nobody who is not there', async () => {
    await expect(server.control.setTraffic('nobody')).rejects.toThrow(
      'There is no deployment "nobody".',
    );
    expect((await server.control.state()).live).toBe('old');
  });

  test('can be stopped: then clients are told so', async () => {
    await server.control.setTraffic(undefined);
    const response = await server.infer({ inputs });
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ error: 'No deployment receives traffic.' });
    expect(await fetch(`${server.url}/ping`)).toMatchObject({ status: 503 });
    await server.control.setTraffic('old');
  });
});

describe('a client that goes away', () => {
  test('while its request waits gives its place to others', async () => {
    await server.load('slow', 'slow');
    const ask = (steps: number, signal?: AbortSignal): Promise<Response> =>
      server.infer({
        inputs: [float32('x', [1, 1], [steps])],
        deployment: 'slow',
        ...(signal === undefined ? {} : { signal }),
      });
    const first = ask(30_000);
    await waitUntil(async () => (await server.status('slow'))?.running === 1);
    const gone = new AbortController();
    const abandoned = ask(1e9, gone.signal);
    await waitUntil(async () => (await server.status('slow'))?.waiting === 1);
    gone.abort();
    await expect(abandoned).rejects.toThrow(/abort/);
    await waitUntil(async () => (await server.status('slow'))?.waiting === 0);
    expect((await outputsOf(await first)).map(numbersOf)).toEqual([[30_000]]);
    expect(await ask(1)).toMatchObject({ status: 200 });
  });

  test('while its request runs does not stop the next one', async () => {
    const gone = new AbortController();
    const steps = [float32('x', [1, 1], [30_000])];
    const abandoned = server.infer({ inputs: steps, deployment: 'slow', signal: gone.signal });
    await waitUntil(async () => (await server.status('slow'))?.running === 1);
    const next = server.infer({ inputs: [float32('x', [1, 1], [2])], deployment: 'slow' });
    gone.abort();
    await expect(abandoned).rejects.toThrow(/abort/);
    expect((await outputsOf(await next)).map(numbersOf)).toEqual([[2]]);
  });
});

describe('a deployment that is deleted', () => {
  test('answers what it has taken, takes nothing new, and is gone with its workers', async () => {
    const { workerPids = [] } = (await server.status('slow')) ?? {};
    const slow = server.infer({ inputs: [float32('x', [1, 1], [30_000])], deployment: 'slow' });
    await waitUntil(async () => (await server.status('slow'))?.running === 1);
    const { deployment } = await server.control.deleteDeployment('slow');
    expect(deployment).toMatchObject({ id: 'slow', state: 'draining', running: 1 });
    const refused = await server.infer({ inputs: [float32('x', [1, 1], [1])], deployment: 'slow' });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await outputsOf(await slow)).map(numbersOf)).toEqual([[30_000]]);
    await waitUntil(
      async () => (await server.control.deleteDeployment('slow')).deployment === undefined,
    );
    await waitUntilGone(workerPids);
    expect(await server.infer({ inputs: [], deployment: 'slow' })).toMatchObject({ status: 404 });
  });

  test('is gone when it was never there', async () => {
    expect(await server.control.deleteDeployment('nobody')).toEqual({});
  });
});

test('the log tells what happened to each deployment', async () => {
  const events = (await server.control.logs({ count: 1000 })).map(({ event, deployment }) => [
    event,
    deployment,
  ]);
  for (const expected of [
    ['server-started', undefined],
    ['deployment-created', 'old'],
    ['worker-ready', 'old'],
    ['traffic-moved', 'new'],
    ['worker-start-failed', 'failing'],
    ['deployment-draining', 'slow'],
    ['deployment-removed', 'slow'],
  ]) {
    expect(events).toContainEqual(expected);
  }
});
