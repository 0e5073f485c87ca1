import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { WireTensor } from '@torchrelay/core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { modelPackage } from '../__fixtures__/model-packages.ts';
import { servingPython } from '../__fixtures__/serving-python.ts';
import { float32, numbersOf } from '../__fixtures__/tensors.ts';
import { waitUntil } from '../__fixtures__/wait-until.ts';
import { readPackage, type ServedPackage } from '../package/served-package.ts';
import { loadModel } from '../worker/load-model.ts';
import { createWorkerPool, type WorkerPool } from '../worker/worker-pool.ts';
import { startWorker, type WorkerProcess } from '../worker/worker-process.ts';
import { createInferenceQueue, type InferenceQueue } from './inference-queue.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const home = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
let served: ServedPackage;
let currentQueue: InferenceQueue | undefined;
let pool: WorkerPool;

/** One worker for all tests: it takes seconds to start, and milliseconds to load another model. */
beforeAll(async () => {
  served = await readPackage({ directory: modelPackage('raising') });
  pool = createWorkerPool({
    size: 1,
    onIdle: () => currentQueue?.pump(),
    start: startServed,
  });
});
afterAll(async () => {
  await pool.stop();
  rmSync(home, { recursive: true });
});

async function startServed({ abortSignal }: { abortSignal: AbortSignal }): Promise<WorkerProcess> {
  const worker = await startWorker({ python: servingPython(), home, threads: 1, abortSignal });
  await loadServed(worker);
  return worker;
}

async function loadServed(worker: WorkerProcess): Promise<void> {
  await loadModel({
    worker,
    model: { ...served, device: 'cpu', strict: true, warmUp: false, mayWriteFiles: true },
  });
}

interface Setup {
  readonly queue: InferenceQueue;
  /** The rows of each call of the model. */
  readonly calls: number[];
  /** Lets the queue have the worker. */
  readonly go: () => void;
}

/** A queue in front of the worker, with the model. */
async function setUp(
  model: string,
  settings: Partial<Parameters<typeof createInferenceQueue>[0]> = {},
): Promise<Setup> {
  currentQueue = undefined;
  served = await readPackage({ directory: modelPackage(model) });
  const worker = await waitUntil(() => pool.take());
  await loadServed(worker);
  pool.giveBack(worker);

  let isOpen = false;
  const calls: number[] = [];
  const queue = createInferenceQueue({
    // The door makes sure that the requests of a test wait together, however slow the machine is.
    pool: {
      take: () => (isOpen ? pool.take() : undefined),
      giveBack: pool.giveBack,
      failure: undefined,
    },
    maxBatchSize: served.maxBatchSize,
    maxQueueLength: 16,
    timeLimitInMs: 60_000,
    onBatch: ({ rows }) => calls.push(rows),
    ...settings,
  });
  currentQueue = queue;
  const go = (): void => {
    isOpen = true;
    queue.pump();
  };
  return { queue, calls, go };
}

const row = (...values: number[]): WireTensor[] => [float32('x', [values.length / 2, 2], values)];
const values = (outputs: readonly WireTensor[]): number[] => outputs.flatMap(numbersOf);

async function outcome(answer: Promise<readonly WireTensor[]>): Promise<unknown> {
  return answer.then(values, (error: unknown) => error);
}

describe('requests that wait together', () => {
  let setup: Setup;
  beforeAll(async () => {
    setup = await setUp('raising');
    setup.go();
  });
  async function together(
    requests: WireTensor[][],
  ): Promise<{ outcomes: unknown[]; calls: number[] }> {
    setup.calls.length = 0;
    // Nobody waits any more for those whom the test before asked for.
    await wait(20);
    // The first one keeps the worker busy, the others meet behind it.
    const first = outcome(setup.queue.submit({ inputs: row(0, 0) }));
    const answers = requests.map((inputs) => outcome(setup.queue.submit({ inputs })));
    await first;
    const outcomes = await Promise.all(answers);
    return { outcomes, calls: setup.calls.slice(1) };
  }

  test('are one call of the model, and each gets its own rows', async () => {
    const { outcomes, calls } = await together([row(1, 2), row(3, 4, 5, 6), row(7, 8)]);
    expect(outcomes).toEqual([
      [2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
    expect(calls).toEqual([4]);
  });

  test('are as many calls as the largest batch makes necessary', async () => {
    const three = row(1, 1, 1, 1, 1, 1);
    const { calls } = await together([three, three, three]);
    expect(calls).toEqual([6, 3]);
  });

  test('are answered singly when one of them makes the model fail, and only that one fails', async () => {
    const { outcomes, calls } = await together([row(1, 2), row(-1, 0), row(3, 4)]);
    expect(outcomes).toEqual([
      [2, 3],
      expect.objectContaining({ status: 500, message: 'The model failed: negative: see <path>.' }),
      [4, 5],
    ]);
    expect(calls).toEqual([3, 1, 1, 1]);
  });
});

test.each([
  ['short calls', 60_000, [0.4, 0.4, 0.4]],
  ['a client that is alone, and no other, where calls are long', 0, [0.4, 0.4, 0]],
])('a worker stays awake for %s', async (_, shortCallInMs, awake) => {
  const { queue, go } = await setUp('raising', { shortCallInMs });
  const worker = await waitUntil(() => pool.take());
  const asked = vi.spyOn(worker, 'request');
  pool.giveBack(worker);
  go();
  const submit = (): Promise<unknown> => queue.submit({ inputs: row(1, 2) });
  await submit();
  await Promise.all([submit(), submit(), submit()]);
  const told = asked.mock.calls.map(([request]) => request);
  asked.mockRestore();
  expect(told.map(({ stayAwakeInMs }) => stayAwakeInMs)).toEqual(awake);
  // The first of three is sent before the others are there.
  expect(told.map(({ fields }) => fields)).toEqual([{ isAlone: true }, { isAlone: true }, {}]);
});

describe('requests of another shape', () => {
  test('are never joined, and do not wait for ever', async () => {
    const { queue, calls, go } = await setUp('two');
    const pair = (columns: number): WireTensor[] =>
      ['left', 'right'].map((name) =>
        float32(
          name,
          [1, columns],
          Array.from({ length: columns }, () => 1),
        ),
      );
    const answers = [2, 3, 2, 3].map((columns) => queue.submit({ inputs: pair(columns) }));
    go();
    const shapes = (await Promise.all(answers)).map(([sum]) => sum?.shape);
    expect(shapes).toEqual([
      [1, 2],
      [1, 3],
      [1, 2],
      [1, 3],
    ]);
    expect(calls).toEqual([2, 2]);
  });
});

describe('a model without batches', () => {
  test('is called once for each request, whatever its shape', async () => {
    const { queue, calls, go } = await setUp('mlp-unbatched');
    const answers = [1, 2].map((rows) =>
      queue.submit({
        inputs: [
          float32(
            'x',
            [rows, 4],
            Array.from({ length: rows * 4 }, () => 1),
          ),
        ],
      }),
    );
    go();
    expect((await Promise.all(answers)).map(([scores]) => scores?.shape)).toEqual([
      [1, 3],
      [2, 3],
    ]);
    expect(calls).toHaveLength(2);
  });
});

describe('a model that answers with too few rows', () => {
  test('is told so, and how it can be served', async () => {
    const { queue, go } = await setUp('rows');
    go();
    const error = await outcome(queue.submit({ inputs: row(1, 2, 3, 4) }));
    expect(error).toMatchObject({
      status: 500,
      message: expect.stringContaining(
        'output "y" has 1 rows for a batch of 2; such a model is served with max_batch_size 0.',
      ),
    });
  });

  test('answers single rows correctly although they were joined first', async () => {
    const { queue, calls, go } = await setUp('rows');
    const answers = [row(1, 2), row(3, 4)].map((inputs) => queue.submit({ inputs }));
    go();
    expect((await Promise.all(answers)).map(values)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(calls).toEqual([2, 1, 1]);
  });
});

describe('behind a batch', () => {
  const slow = (rounds: number): WireTensor[] => [float32('x', [1, 1], [rounds])];
  /** Calls of about a tenth of a second. */
  const three = (queue: InferenceQueue): Promise<unknown> =>
    Promise.all([1, 2, 3].map(() => queue.submit({ inputs: slow(2000) })));

  test('those whom it answered are one batch again', async () => {
    const { queue, calls, go } = await setUp('slow-batched');
    const first = three(queue);
    go();
    await first;
    // One by one, as clients do: the worker has nothing to do when the first of them comes.
    await three(queue);
    await three(queue);
    expect(calls).toEqual([3, 3, 3]);
  });

  test('nobody else waits once they are on their way', async () => {
    await setUp('slow-batched');
    const two = createWorkerPool({ size: 2, onIdle: () => queue.pump(), start: startServed });
    let isOpen = false;
    const queue = createInferenceQueue({
      pool: {
        take: () => (isOpen ? two.take() : undefined),
        giveBack: two.giveBack,
        failure: undefined,
      },
      maxBatchSize: 16,
      maxQueueLength: 16,
      timeLimitInMs: 60_000,
    });
    await waitUntil(() => two.pids.length === 2);
    const first = three(queue);
    isOpen = true;
    queue.pump();
    await first;
    const again = three(queue);
    const another = queue.submit({ inputs: slow(1) });
    expect(queue).toMatchObject({ running: 4, waiting: 0 });
    await Promise.all([again, another]);
    await two.stop();
  });

  test('one that stays alone is not kept', async () => {
    const { queue, calls, go } = await setUp('slow-batched');
    const first = three(queue);
    go();
    await first;
    await queue.submit({ inputs: slow(1) });
    await queue.submit({ inputs: slow(1) });
    expect(calls).toEqual([3, 1, 1]);
  });
});

describe('with a delay', () => {
  test('a request waits for others to fill its batch, and no longer', async () => {
    const { queue, calls, go } = await setUp('raising', { queueDelayInMs: 600_000 });
    go();
    const half = queue.submit({ inputs: row(1, 1, 1, 1, 1, 1, 1, 1) });
    expect(queue).toMatchObject({ waiting: 1, running: 0 });
    const rest = queue.submit({ inputs: row(2, 2, 2, 2, 2, 2, 2, 2) });
    expect(queue).toMatchObject({ waiting: 0, running: 2 });
    await Promise.all([half, rest]);
    expect(calls).toEqual([8]);
  });

  test('a request goes alone when nobody comes', async () => {
    const { queue, calls, go } = await setUp('raising', { queueDelayInMs: 30 });
    go();
    expect(values(await queue.submit({ inputs: row(1, 1) }))).toEqual([2, 2]);
    expect(calls).toEqual([1]);
  });
});

describe('the queue', () => {
  test('refuses what it has no room for, and has room again afterwards', async () => {
    const { queue, go } = await setUp('raising', { maxQueueLength: 2 });
    const waiting = [queue.submit({ inputs: row(1, 1) }), queue.submit({ inputs: row(1, 1) })];
    expect(await outcome(queue.submit({ inputs: row(1, 1) }))).toMatchObject({
      status: 429,
      headers: { 'retry-after': '1' },
    });
    go();
    await Promise.all(waiting);
    expect(await outcome(queue.submit({ inputs: row(1, 1) }))).toEqual([2, 2]);
  });

  test('forgets a request whose client is gone', async () => {
    const { queue, calls, go } = await setUp('raising');
    const gone = new AbortController();
    const left = outcome(queue.submit({ inputs: row(1, 1), abortSignal: gone.signal }));
    const stays = outcome(queue.submit({ inputs: row(2, 2) }));
    gone.abort(new Error('gone'));
    expect(await left).toMatchObject({ message: 'gone' });
    go();
    expect(await stays).toEqual([3, 3]);
    expect(calls).toEqual([1]);
  });

  test('is empty when the last answer is given', async () => {
    const { queue, go } = await setUp('raising');
    const answer = queue.submit({ inputs: row(1, 1) });
    const empty = queue.whenEmpty({ timeoutInMs: 60_000 });
    go();
    await Promise.all([answer, empty]);
    expect(queue).toMatchObject({ waiting: 0, running: 0 });
    await queue.whenEmpty({ timeoutInMs: 0 });
  });

  test('refuses what waits when it must not wait any longer', async () => {
    const { queue } = await setUp('raising');
    const answer = outcome(queue.submit({ inputs: row(1, 1) }));
    await queue.whenEmpty({ timeoutInMs: 10 });
    expect(await answer).toMatchObject({ status: 503 });
  });
});

describe('a worker that is lost', () => {
  test('twice with the same request is enough', async () => {
    const { queue, calls, go } = await setUp('slow');
    go();
    const answer = outcome(queue.submit({ inputs: [float32('x', [1, 1], [1e9])] }));
    for (const turn of [1, 2]) {
      // Again with a new worker, and no third time.
      await waitUntil(() => queue.running === 1 && calls.length === turn);
      for (const pid of pool.pids) process.kill(pid, 'SIGKILL');
    }
    expect(await answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
  });

  test('does not fail the requests that were with it', async () => {
    const { queue, calls, go } = await setUp('slow-batched');
    const answers = [20_000, 1, 2].map((steps) =>
      outcome(queue.submit({ inputs: [float32('x', [1, 1], [steps])] })),
    );
    go();
    await waitUntil(() => queue.running === 3);
    for (const pid of pool.pids) process.kill(pid, 'SIGKILL');
    expect(await Promise.all(answers)).toEqual([[20_000], [1], [2]]);
    expect(calls).toEqual([3, 1, 1, 1]);
  });
});

test('a call that takes too long costs its worker, and only the request that caused it', async () => {
  const { queue, go } = await setUp('slow', { timeLimitInMs: 300 });
  go();
  const [victim] = pool.pids;
  const answers = [1e9, 1].map((steps) =>
    outcome(queue.submit({ inputs: [float32('x', [1, 1], [steps])] })),
  );
  expect(await Promise.all(answers)).toEqual([
    expect.objectContaining({ status: 504, message: 'The model did not answer within 300 ms.' }),
    [1],
  ]);
  expect(pool.pids).not.toContain(victim);
});

describe('short calls', () => {
  const steps = (count: number): WireTensor[] => [float32('x', [1, 1], [count])];
  /** Every call is short here, so that nothing hangs on how fast the machine is just now. */
  const shortCallInMs = 600_000;
  /** A queue that knows how long calls take, since it has seen one. */
  async function setUpShort(settings: { timeLimitInMs?: number } = {}): Promise<Setup> {
    const setup = await setUp('slow', { ...settings, shortCallInMs });
    setup.go();
    await setup.queue.submit({ inputs: steps(1) });
    return setup;
  }

  test('are sent ahead, and each gets its own answer', async () => {
    const { queue } = await setUpShort();
    const answers = [1, 2, 3, 4].map((count) => queue.submit({ inputs: steps(count) }));
    expect(queue).toMatchObject({ running: 4, waiting: 0 });
    expect((await Promise.all(answers)).map(values)).toEqual([[1], [2], [3], [4]]);
  });

  test('are asked again, one by one, when the worker is lost with several', async () => {
    const { queue } = await setUpShort();
    const answers = [40_000, 1, 2].map((count) => outcome(queue.submit({ inputs: steps(count) })));
    expect(queue).toMatchObject({ running: 3, waiting: 0 });
    for (const pid of pool.pids) process.kill(pid, 'SIGKILL');
    await waitUntil(() => queue.running === 1 && queue.waiting === 2);
    expect(await Promise.all(answers)).toEqual([[40_000], [1], [2]]);
  });

  test('do not suffer from one that takes too long', async () => {
    // The first call in a worker that has just started must fit in, also on a busy machine.
    const { queue } = await setUpShort({ timeLimitInMs: 3000 });
    const answers = [1, 1e9, 2].map((count) => outcome(queue.submit({ inputs: steps(count) })));
    expect(queue).toMatchObject({ running: 3, waiting: 0 });
    expect(await Promise.all(answers)).toEqual([
      [1],
      expect.objectContaining({ status: 504, message: 'The model did not answer within 3000 ms.' }),
      [2],
    ]);
  });

  test('do not wait for the batch of one that takes long while another worker has nothing to do', async () => {
    await setUp('slow-batched');
    const two = createWorkerPool({ size: 2, onIdle: () => queue.pump(), start: startServed });
    const queue = createInferenceQueue({
      pool: two,
      maxBatchSize: 16,
      maxQueueLength: 16,
      timeLimitInMs: 60_000,
    });
    await waitUntil(() => two.pids.length === 2);
    for (let turn = 0; turn < 40; turn++) await queue.submit({ inputs: steps(1) });
    let isAnswered = false;
    const long = queue.submit({ inputs: steps(1e9) }).finally(() => (isAnswered = true));
    long.catch(() => {});
    expect(values(await queue.submit({ inputs: steps(3) }))).toEqual([3]);
    expect(isAnswered).toBe(false);
    await two.stop();
  });

  test('behind one that makes the model fail are answered', async () => {
    const { queue, go } = await setUp('raising', { maxBatchSize: 0, shortCallInMs });
    go();
    await queue.submit({ inputs: row(1, 1) });
    const answers = [row(1, 2), row(-1, 0), row(3, 4)].map((inputs) =>
      outcome(queue.submit({ inputs })),
    );
    expect(await Promise.all(answers)).toEqual([
      [2, 3],
      expect.objectContaining({ status: 500 }),
      [4, 5],
    ]);
  });
});

test('when no worker can be had any more, those that wait are told', async () => {
  const broken = createWorkerPool({
    size: 1,
    onIdle: () => queue.pump(),
    start: () => startWorker({ python: '/nowhere/python', home, threads: 1 }),
  });
  const queue = createInferenceQueue({
    pool: broken,
    maxBatchSize: 0,
    maxQueueLength: 4,
    timeLimitInMs: 1000,
  });
  const message = 'No worker could be started for this deployment.';
  expect(await outcome(queue.submit({ inputs: row(1, 1) }))).toMatchObject({
    status: 503,
    message,
  });
  expect(await outcome(queue.submit({ inputs: row(1, 1) }))).toMatchObject({
    status: 503,
    message,
  });
});
