import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TorchrelayError } from '@torchrelay/core';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
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

afterAll(() => rmSync(home, { recursive: true }));
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
  // Of several that start at once, one alone makes a folder.
  const fail = `mkdir ${folder}/failed-$each 2>/dev/null && echo "no luck" >&2 && exit 1`;
  writeFileSync(
    path,
    [
      '#!/bin/sh',
      `for each in $(seq ${failures}); do ${fail}; done`,
      `exec ${servingPython()} "$@"`,
    ].join('\n'),
  );
  chmodSync(path, 0o755);
  return path;
}

test('a pool has as many workers as asked for, replaces those that die, and has none when it has stopped', async () => {
  // One worker fails to start, too, and is tried again.
  const two = createPool({ size: 2, python: failingPython(1) });
  const [busy, idle] = [await take(two), await take(two)];
  expect(two.take()).toBeUndefined();
  two.giveBack(idle);
  expect(two.take()).toBe(idle);
  two.giveBack(idle);
  expect(new Set(two.pids)).toEqual(new Set([busy.pid, idle.pid]));
  expect(kinds().toSorted()).toEqual(['worker-ready', 'worker-ready', 'worker-start-failed']);

  process.kill(busy.pid, 'SIGKILL');
  process.kill(idle.pid, 'SIGKILL');
  await Promise.all([busy.ended, idle.ended]);
  const next = await take(two);
  expect([busy.pid, idle.pid]).not.toContain(next.pid);
  expect(events).toContainEqual(
    expect.objectContaining({
      event: 'worker-lost',
      pid: busy.pid,
      end: expect.objectContaining({ signal: 'SIGKILL' }),
    }),
  );

  // Nothing may be asked of the dead.
  next.kill();
  two.giveBack(next);
  expect(two.take()?.pid).not.toBe(next.pid);

  await two.stop();
  await waitUntilGone([busy.pid, idle.pid, next.pid]);
  expect(two.pids).toEqual([]);
});

describe('a worker that dies at its start', () => {
  test('three times is given up, with its last words', async () => {
    const one = createPool({ python: failingPython(99) });
    const failure = await waitUntil(() => one.failure);
    expect(failure).toMatchObject({ code: 'WORKER_START_FAILED', hint: 'Its last words: no luck' });
    expect(kinds()).toEqual(Array.from({ length: 3 }, () => 'worker-start-failed'));
  });

  test('because of its model is not tried again: the model stays what it is', async () => {
    const one = createPool({ model: 'broken' });
    const failure = await waitUntil(() => one.failure);
    expect(failure).toMatchObject({ code: 'MODEL_FAILED', data: { reason: 'model-unreadable' } });
    expect(kinds()).toEqual(['worker-start-failed']);
  });
});

test('a pool that is made larger starts more workers, and one that is made smaller ends them when they are free', async () => {
  const resized = createPool({ size: 1 });
  const first = await take(resized);
  resized.resize(2);
  const second = await take(resized);
  expect(resized.pids).toHaveLength(2);
  resized.resize(1);
  // Both are at work: the one that is too many ends when it is given back, the other stays.
  expect([first.isAlive, second.isAlive]).toEqual([true, true]);
  resized.giveBack(first);
  resized.giveBack(second);
  await waitUntil(() => kinds().includes('worker-retired'));
  expect(resized.pids).toEqual([first.pid]);
  expect(kinds()).not.toContain('worker-lost');
  resized.resize(2);
  await waitUntil(() => resized.pids.length === 2);
});

test('a worker that cannot be started is told while others work, and another takes its place for as long', async () => {
  let isBroken = true;
  pool = createWorkerPool({
    size: 2,
    onIdle: () => {},
    onEvent: (event) => events.push(event),
    start({ slot, abortSignal }) {
      if (isBroken && slot === 0) {
        const error = new TorchrelayError({ code: 'OUT_OF_MEMORY', message: 'The GPU is full.' });
        return Promise.reject(error);
      }
      return startWorker({ python: servingPython(), home, threads: 1, abortSignal });
    },
  });
  const two = pool;
  const failures = (): number => kinds().filter((kind) => kind === 'worker-start-failed').length;
  const [healthy] = await waitUntil(() => two.pids.length > 0 && two.pids);
  expect(two).toMatchObject({ failure: undefined, startFailure: { code: 'OUT_OF_MEMORY' } });

  two.resize(1);
  // It is tried again, and fails again.
  await waitUntil(() => failures() === 2);
  expect(two).toMatchObject({ pids: [healthy], failure: undefined });

  isBroken = false;
  two.resize(2);
  await waitUntil(() => two.pids.length === 2);
  expect(two.startFailure).toBeUndefined();
  two.resize(1);
  await waitUntil(() => kinds().includes('worker-retired'));
  expect(two.pids).not.toContain(healthy);
});
