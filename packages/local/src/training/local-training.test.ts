import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  checkTrainedModel,
  type JobDefinition,
  planTraining,
  readAll,
  train,
  trainingRun,
  type TrainingRun,
} from '@torchrelay/core';
import type { TrainSpec } from '@torchrelay/core/target';
import { afterAll, describe, expect, test, vi } from 'vitest';

import { filesUnder } from '../__fixtures__/left-behind.ts';
import { servingPython } from '../__fixtures__/serving-python.ts';
import { waitUntil } from '../__fixtures__/wait-until.ts';
import { thisProcess } from '../server/process-identity.ts';
import { local } from '../target/local-target.ts';
import { thisMachine } from '../target/local-offer.ts';
import { childOf, supervisorOf } from './__fixtures__/end-node.ts';
import {
  type JobFolder,
  jobFolder,
  readState,
  type StoredState,
  writeState,
} from './job-folder.ts';
import { jobLogs } from './job-logs.ts';
import { superviseJob } from './supervisor/supervise-job.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const folder = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
const home = join(folder, 'home');
// Detached, so that the home is ours and outlives what is in it.
const target = local({ home, detached: true, python: servingPython(), device: 'cpu' });
const quick = { timing: { mostPollInMs: 50 }, cacheFolder: join(folder, 'cache') };
const fixtures = join(import.meta.dirname, '__fixtures__');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function counting(name: string, changes: Partial<JobDefinition> = {}): JobDefinition {
  return { name, source: join(fixtures, 'counting'), entry: 'train.py', ...changes };
}

const spec: TrainSpec = {
  name: 'alone',
  id: 'alone-1',
  digest: 'sha256:00',
  attempt: 1,
  inputPrefix: 'in/',
  codePrefix: 'code/',
  data: {},
  environment: {},
  secrets: {},
  offer: thisMachine(),
  ladder: [],
  nodes: 1,
  processesPerNode: 1,
  spot: false,
  maxRunTimeInMs: 60_000,
  checkpointPrefix: 'checkpoints/',
  outputPrefix: 'out/',
  providerOptions: {},
};

/** A job as its supervisor left it, without one. */
function jobWith(stored: Partial<StoredState>): JobFolder {
  const job = jobFolder(mkdtempSync(join(folder, 'job-')));
  writeState(job, { state: 'running', supervisor: thisProcess(), startedAt: 1, ...stored });
  return job;
}

async function text(run: TrainingRun): Promise<string> {
  const lines: string[] = [];
  for await (const line of run.logs()) lines.push(line.text);
  return lines.join('\n');
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

test('a job sees its settings and secrets, and nothing else of ours; no file holds a secret', async () => {
  process.env['MY_TOKEN'] = 'hush';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'hush';
  const definition = counting('secretive', { secrets: { SECRET: 'MY_TOKEN' } });
  const run = await train(definition, target, quick);
  delete process.env['MY_TOKEN'];
  delete process.env['AWS_SECRET_ACCESS_KEY'];
  const result = await run.result({ pollInMs: 50 });
  const seen = JSON.parse(new TextDecoder().decode(await readAll(await result.read('seen.json'))));
  expect(seen).toMatchObject({ secret: 'hush', foreign: null });
  // What torchrun would give it, which is not started for one process.
  expect(seen).toMatchObject({ hasPort: true, hasTorch: false });
  expect(seen.place).toEqual({
    RANK: '0',
    LOCAL_RANK: '0',
    WORLD_SIZE: '1',
    LOCAL_WORLD_SIZE: '1',
    MASTER_ADDR: '127.0.0.1',
    TORCHELASTIC_RUN_ID: 'none',
  });
  const kept = filesUnder(home).filter((path) => !path.endsWith('seen.json'));
  expect(kept.filter((path) => readFileSync(path, 'utf8').includes('hush'))).toEqual([]);
  expect(kept.filter((path) => path.includes('/work/'))).toEqual([]);
});

test('lines can be asked for from their end, and numbers be found in them', async () => {
  const run = await train(counting('lines'), target, quick);
  const followed = Array.fromAsync(run.logs({ follow: true }));
  await run.result({ pollInMs: 50 });
  expect(await followed).toEqual(await Array.fromAsync(run.logs()));
  const [last] = await Array.fromAsync(run.logs({ tail: 1 }));
  expect(last?.text).toMatch(/^\[torchrelay\] done after/);
  const begun = await Array.fromAsync(run.metrics({ patterns: { begun: /begins at (\d+)/ } }));
  expect(begun.map(({ values }) => values['begun'])).toContain(0);
  expect(await run.status()).toMatchObject({ state: 'succeeded', nodes: 1, usd: 0 });
});

test('what was never trained, and an attempt that never was, are told', async () => {
  await expect(trainingRun('nothing', target)).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
  await expect(trainingRun('lines', target, { attempt: 7 })).rejects.toThrow('no attempt 7');
});

describe.runIf(process.platform === 'linux')('a job that is cut off', () => {
  const slow = ['--steps', '60', '--seconds', '0.4'];

  test('is known as interrupted when nobody looks after it any more', async () => {
    const definition = counting('orphan', { args: slow });
    const run = await train(definition, target, quick);
    await waitUntil(async () => (await text(run)).includes('begins at'));
    const pid = supervisorOf({ home, run });
    const node = childOf(pid);
    process.kill(pid, 'SIGKILL');
    await waitUntil(() => !isAlive(node));
    expect(await run.status()).toMatchObject({ state: 'interrupted' });
    expect((await planTraining(definition, target, quick))?.resumes).toBe(1);
  });

  test('by its own time limit says so', async () => {
    const definition = counting('limited', { args: ['--seconds', '60'], maxRunTimeInMs: 3000 });
    const run = await train(definition, target, quick);
    expect(await failureOf(run.result({ pollInMs: 50 }))).toMatchObject({
      code: 'TRAINING_STOPPED',
      message: 'Attempt 1 of "limited" was stopped: it ran for all of its 3 s.',
    });
  });
});

test('the same job in two homes at once is two jobs: the end of one does not touch the other', async () => {
  const other = local({ home: join(folder, 'other'), detached: true, python: servingPython() });
  const definition = counting('twin', { args: ['--steps', '3', '--seconds', '0.5'] });
  const first = await train(definition, target, quick);
  await waitUntil(async () => (await text(first)).includes('begins at'));
  const second = await train(definition, other, quick);
  expect(second.id).toBe(first.id);
  await Promise.allSettled([first, second].map((run) => run.result({ pollInMs: 50 })));
  const ends = await Promise.all([first, second].map((run) => run.status()));
  expect(ends.map(({ state }) => state)).toEqual(['succeeded', 'succeeded']);
});

test('two nodes meet, average their gradients, and leave a model', async () => {
  const definition = {
    name: 'averaging',
    source: join(fixtures, 'averaging'),
    entry: 'train.py',
    nodes: 2,
  };
  const run = await train(definition, target, quick);
  const result = await run.result({ pollInMs: 50 });
  expect(result.metrics).toMatchObject({ world: 2 });
  expect(result.metrics['loss']).toBeLessThan(0.001);
  expect(result.model?.path).toBe('model.pt');
  const sources = new Set((await Array.fromAsync(run.logs())).map(({ source }) => source));
  expect(sources).toEqual(new Set(['node-0', 'node-1']));
  if (result.model === undefined) throw new Error('there is no model');
  const bytes = Buffer.from(await readAll(result.model.source));
  expect(bytes.includes('/constants.pkl')).toBe(true);
});

test('a process that is aborted is the reason, not what it took with it', async () => {
  const source = join(fixtures, 'aborting');
  const run = await train({ name: 'aborting', source, entry: 'train.py', nodes: 2 }, target, quick);
  expect(await failureOf(run.result({ pollInMs: 50 }))).toMatchObject({
    message:
      'Attempt 1 of "aborting" failed: node 1 ended with exit code 1: Signal 6 (SIGABRT) received.',
  });
});

test('what a script leaves to its end is done: by threads, at exit, in files that are open', async () => {
  const source = join(fixtures, 'late');
  const run = await train({ name: 'late', source, entry: 'train.py' }, target, quick);
  const result = await run.result({ pollInMs: 50 });
  const read = async (name: string): Promise<string> =>
    new TextDecoder().decode(await readAll(await result.read(name)));
  const files = ['at-exit.txt', 'by-a-thread.txt', 'left-open.txt'];
  expect(await Promise.all(files.map(read))).toEqual(['written', 'written', 'written']);
  expect(await text(run)).toContain('the last line');
});

describe('a script that leaves its weights alone, with an export.py beside it', () => {
  const source = join(fixtures, 'exporting');

  test('leaves the model that export() makes of them, which can be served; the weights cannot', async () => {
    const run = await train({ name: 'exporting', source, entry: 'train.py' }, target, quick);
    const result = await run.result({ pollInMs: 50 });
    expect(result.files.map(({ path }) => path)).toEqual(['model.pt', 'weights.pth']);
    expect(result.model?.path).toBe('model.pt');
    await checkTrainedModel(result);
    const weights = { path: 'weights.pth', source: await result.read('weights.pth') };
    expect(await failureOf(checkTrainedModel({ ...result, model: weights }))).toMatchObject({
      message: expect.stringMatching(/weights/),
      hint: expect.stringContaining('torch.jit'),
    });
  });

  test('fails with what export() says', async () => {
    const run = await train({ name: 'exporting', source, entry: 'nothing.py' }, target, quick);
    expect(await failureOf(run.result({ pollInMs: 50 }))).toMatchObject({
      code: 'TRAINING_FAILED',
      message: expect.stringContaining('there are no weights to export'),
    });
  });
});

describe('a job whose process that looks after it', () => {
  test('ends at once is not waited for', async () => {
    vi.stubEnv('NODE_OPTIONS', '--require=/nowhere/at-all.cjs');
    const failure = await failureOf(train(counting('stillborn'), target, quick));
    vi.unstubAllEnvs();
    expect(failure).toMatchObject({
      code: 'JOB_START_FAILED',
      hint: expect.stringMatching(/\/jobs\/.*stillborn.*\/supervisor\.log\.$/),
    });
  });

  test('is gone has no more lines to come, and neither has one that is forgotten', async () => {
    const job = jobWith({
      state: 'running',
      supervisor: { pid: process.pid, startTime: 'another' },
    });
    // The letters of two bytes begin at an odd place in the second line, so that pieces of the file end within one.
    const long = 'ü'.repeat(70_000);
    const line = JSON.stringify({ time: 1, source: 'node-0', text: long });
    writeFileSync(job.log, `${line}\n${line}\n`);
    const followed = await Array.fromAsync(jobLogs('lost', job, { follow: true }, {}));
    expect(followed.map((one) => one.text)).toEqual([long, long]);
    rmSync(job.root, { recursive: true });
    expect(await Array.fromAsync(jobLogs('lost', job, { follow: true }, {}))).toEqual([]);
  });

  test('is stopped before any node is there stops the nodes as they come', async () => {
    const job = jobWith({ state: 'starting' });
    const python = join(job.root, 'python');
    writeFileSync(python, '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 });
    const supervised = superviseJob({
      folder: job,
      config: {
        spec: { ...spec, nodes: 2 },
        storeRoot: join(home, 'store'),
        python,
        cudaDevices: [],
        isAttached: false,
      },
      secrets: {},
      supervisor: thisProcess(),
      startedAt: Date.now(),
    });
    supervised.stop();
    await supervised.ended;
    expect(readState(job)).toMatchObject({ state: 'stopped', detail: 'it was asked to' });
  });
});

test('a secret that is not there is said before anything starts', async () => {
  const definition = counting('unset', { secrets: { SECRET: 'NO_SUCH_VARIABLE' } });
  await expect(train(definition, target, quick)).rejects.toMatchObject({
    code: 'SECRET_NOT_FOUND',
    message: expect.stringContaining('NO_SUCH_VARIABLE'),
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
