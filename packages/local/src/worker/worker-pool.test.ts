import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { modelPackage } from '../__fixtures__/model-packages.ts';
import { servingPython } from '../__fixtures__/serving-python.ts';
import { waitUntil, waitUntilGone } from '../__fixtures__/wait-until.ts';
import { readPackage } from '../package/served-package.ts';
import { loadModel } from './load-model.ts';
import { createWorkerPool, type WorkerEvent, type WorkerPool } from './worker-pool.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

vi.setConfig({ testTimeout: 60_000 });

const home = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
const events: WorkerEvent[] = [];
let pool: WorkerPool | undefined;

afterEach(async () => {
  await pool?.stop();
  events.length = 0;
});

function createPool({ size = 1, python = servingPython(), model = 'mlp' } = {}): WorkerPool {
  pool = createWorkerPool({
    size,
    onIdle: () => {},
    onEvent: (event) => events.push(event),
    async start({ abortSignal }) {
      const worker = await startWorker({ python, home, threads: 1, abortSignal });
      const served = await readPackage({ directory: modelPackage(model) });
      await loadModel({
        worker,
        model: { ...served, device: 'cpu', strict: true, warmUp: false, mayWriteFiles: true },
      }).catch((error: unknown) => {
        worker.kill();
        throw error;
      });
      return worker;
    },
  });
  return pool;
}

const take = (from: WorkerPool): Promise<WorkerProcess> => waitUntil(() => from.take());
const kinds = (): string[] => events.map(({ event }) => event);

/** Stands where Python is looked for: fails as often as told, then is Python. */
function failingPython(failures: number): string {
  const folder = mkdtempSync(join(home, 'python-'));
  const path = join(folder, 'python');
  const count = join(folder, 'count');
  writeFileSync(count, '');
  writeFileSync(
    path,
    [
      '#!/bin/sh',
      `echo x >> ${count}`,
      `test $(wc -l < ${count}) -gt ${failures} && exec ${servingPython()} "$@"`,
      'echo "no luck" >&2',
      'exit 1',
    ].join('\n'),
  );
  chmodSync(path, 0o755);
  return path;
}

describe('a pool', () => {
  test('has as many workers as asked for, each taken by one at a time, and none when it has stopped', async () => {
    const two = createPool({ size: 2 });
    const [first, second] = [await take(two), await take(two)];
    expect(first.pid).not.toBe(second.pid);
    expect(two.take()).toBeUndefined();
    two.giveBack(first);
    expect(two.take()).toBe(first);
    const pids = [first.pid, second.pid];
    expect(two.pids.toSorted()).toEqual(pids.toSorted());

    // One that runs, and one that is about to start.
    process.kill(first.pid, 'SIGKILL');
    await first.ended;
    await two.stop();
    await waitUntilGone(pids);
    expect(two.pids).toEqual([]);
  });

  test('replaces a worker that was killed, whether it was busy, idle, or about to come back', async () => {
    const one = createPool();
    const busy = await take(one);
    process.kill(busy.pid, 'SIGKILL');
    const idle = await take(one);
    expect(one.pids).toEqual([idle.pid]);
    expect(events).toMatchObject([
      { event: 'worker-ready' },
      { event: 'worker-lost', pid: busy.pid, end: { signal: 'SIGKILL' } },
      { event: 'worker-ready', pid: idle.pid },
    ]);

    one.giveBack(idle);
    process.kill(idle.pid, 'SIGKILL');
    await idle.ended;
    const returning = await take(one);
    expect(returning.pid).not.toBe(idle.pid);

    returning.kill();
    one.giveBack(returning);
    expect(one.take()).toBeUndefined();
  });
});

describe('a worker that dies at its start', () => {
  test('is tried again', async () => {
    const one = createPool({ python: failingPython(2) });
    await take(one);
    expect(kinds()).toEqual(['worker-start-failed', 'worker-start-failed', 'worker-ready']);
    expect(one.failure).toBeUndefined();
  });

  test('three times is given up, with its last words', async () => {
    const one = createPool({ python: failingPython(99) });
    const failure = await waitUntil(() => one.failure);
    expect(failure).toMatchObject({ code: 'WORKER_LOST', hint: 'Its last words: no luck' });
    expect(kinds()).toEqual(Array.from({ length: 3 }, () => 'worker-start-failed'));
  });

  test('because of its model is not tried again: the model stays what it is', async () => {
    const one = createPool({ model: 'broken' });
    const failure = await waitUntil(() => one.failure);
    expect(failure).toMatchObject({ code: 'MODEL_FAILED', data: { reason: 'model-unreadable' } });
    expect(kinds()).toEqual(['worker-start-failed']);
  });
});

test('nothing is left of all this', () => {
  rmSync(home, { recursive: true });
});
