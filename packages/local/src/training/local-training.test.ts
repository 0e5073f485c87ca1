import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  deploy,
  type JobDefinition,
  planTraining,
  readAll,
  type RelayEvent,
  train,
  trainingRun,
  type TrainingRun,
} from '@torchrelay/core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { servingPython } from '../__fixtures__/serving-python.ts';
import { waitUntil } from '../__fixtures__/wait-until.ts';
import { local } from '../target/local-target.ts';

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

function supervisorOf(run: TrainingRun): { pid: number } {
  return JSON.parse(readFileSync(join(home, 'jobs', run.id, 'state.json'), 'utf8')).supervisor;
}

function childOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return Number(children[0]);
}

describe('a job', () => {
  const args = [
    '--steps',
    '3',
    'a b',
    '"quoted"',
    "it's",
    ';',
    '$(date)',
    'é✓',
    '',
    'x'.repeat(100_000),
  ];
  const data = join(folder, 'data');
  let run: TrainingRun;
  let definition: JobDefinition;
  beforeAll(async () => {
    mkdirSync(join(data, 'sub'), { recursive: true });
    writeFileSync(join(data, 'one.txt'), '1');
    process.env['MY_TOKEN'] = 'hush';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'hush';
    definition = counting('counting', {
      args,
      data: { numbers: data },
      environment: { SETTING: 'on' },
      secrets: { SECRET: 'MY_TOKEN' },
      processesPerNode: 2,
    });
    run = await train(definition, target, quick);
  });
  afterAll(() => {
    delete process.env['MY_TOKEN'];
    delete process.env['AWS_SECRET_ACCESS_KEY'];
  });

  test('gets its arguments byte for byte, its data, its settings and secrets, and nothing else', async () => {
    const result = await run.result({ pollInMs: 50 });
    const seen = JSON.parse(
      new TextDecoder().decode(await readAll(await result.read('seen.json'))),
    );
    expect(seen).toEqual({
      arguments: args,
      same: true,
      world: 2,
      data: { TORCHRELAY_DATA_NUMBERS: ['one.txt', 'sub'] },
      setting: 'on',
      secret: 'hush',
      foreign: null,
    });
    expect(result.metrics).toEqual({ loss: 1 / 3 });
    expect(result.files.map(({ path }) => path)).toEqual([
      'metrics.json',
      'metrics.jsonl',
      'seen.json',
    ]);
    await expect(result.read('model.pt')).rejects.toMatchObject({ code: 'RESULT_FILE_NOT_FOUND' });
  });

  test('tells its lines with their node, and its metrics as numbers', async () => {
    const lines = await Array.fromAsync(run.logs());
    // When it comes it may find a checkpoint already.
    expect(lines.map((line) => line.text)).toContainEqual(
      expect.stringMatching(/^\[rank 1\] begins at \d$/),
    );
    expect(new Set(lines.map(({ source }) => source))).toEqual(new Set(['node-0']));
    const metrics = await Array.fromAsync(run.metrics());
    expect(metrics.map(({ values }) => values)).toEqual([
      { step: 1, loss: 1 },
      { step: 2, loss: 0.5 },
      { step: 3, loss: 1 / 3 },
    ]);
    const [last] = await Array.fromAsync(run.logs({ tail: 1 }));
    expect(last?.text).toMatch(/^\[torchrelay\] done after/);
    const begun = await Array.fromAsync(run.metrics({ patterns: { begun: /begins at (\d+)/ } }));
    expect(begun.map(({ values }) => values['begun'])).toContain(0);
  });

  test('that is done is not run again, and the output says so', async () => {
    const events: RelayEvent[] = [];
    expect(await planTraining(definition, target, quick)).toBeUndefined();
    const again = await train(definition, target, {
      ...quick,
      onEvent: (event) => events.push(event),
    });
    expect(again.id).toBe(run.id);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'job-join', attempt: 1, state: 'succeeded' }),
    );
    expect((await again.result()).metrics).toEqual({ loss: 1 / 3 });
  });

  test('is another one when its data, its code or its arguments change', async () => {
    const plan = await planTraining(definition, target, quick);
    writeFileSync(join(data, 'one.txt'), '2');
    const changed = await planTraining(definition, target, quick);
    writeFileSync(join(data, 'one.txt'), '1');
    const others = await planTraining({ ...definition, args: [] }, target, quick);
    expect([plan, changed?.attempt, others?.attempt]).toEqual([undefined, 2, 2]);
    expect(changed?.want.digest).not.toBe(others?.want.digest);
    expect(changed?.resumes).toBeUndefined();
  });

  test('can be opened again by its name', async () => {
    const opened = await trainingRun('counting', target);
    expect(await opened.status()).toMatchObject({
      state: 'succeeded',
      attempt: 1,
      nodes: 1,
      usd: 0,
    });
    await expect(trainingRun('counting', target, { attempt: 7 })).rejects.toThrow('no attempt 7');
    await expect(trainingRun('nothing', target)).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
  });

  test('leaves no working folder and no secret behind', () => {
    const state = readFileSync(join(home, 'jobs', run.id, 'config.json'), 'utf8');
    expect(state).not.toContain('hush');
    expect(() => readFileSync(join(home, 'jobs', run.id, 'work'))).toThrow('ENOENT');
  });
});

test('a job that fails says the script’s own last words, and the next is another attempt', async () => {
  const definition = counting('failing', { args: ['--fail', 'no such luck'] });
  const run = await train(definition, target, quick);
  expect(await failureOf(run.result({ pollInMs: 50 }))).toMatchObject({
    code: 'TRAINING_FAILED',
    message:
      'Attempt 1 of "failing" failed: node 0 ended with exit code 1: ValueError: no such luck.',
  });
  expect((await planTraining(definition, target, quick))?.attempt).toBe(2);
});

describe.runIf(process.platform === 'linux')('a job that is cut off', () => {
  const slow = ['--steps', '6', '--seconds', '0.4'];

  test('goes on from its last checkpoint, by itself, when a node is lost', async () => {
    const run = await train(counting('lost', { args: slow }), target, quick);
    await waitUntil(async () => (await text(run)).includes('"step": 2'));
    process.kill(childOf(supervisorOf(run).pid), 'SIGKILL');
    const states: string[] = [];
    const result = await run.result({
      pollInMs: 50,
      onState: ({ state, detail }, { attempt }) =>
        states.push(`${attempt} ${state} ${detail ?? ''}`),
    });
    expect(result.run.attempt).toBe(2);
    expect(states).toContain('1 interrupted node 0 was lost (SIGKILL)');
    expect(await text(result.run)).toMatch(/begins at [2-5]/);
    expect(result.metrics['loss']).toBeCloseTo(1 / 6);
  });

  test('is known as interrupted when nobody looks after it any more', async () => {
    const definition = counting('orphan', { args: slow });
    const run = await train(definition, target, quick);
    await waitUntil(async () => (await text(run)).includes('begins at'));
    const { pid } = supervisorOf(run);
    const node = childOf(pid);
    process.kill(pid, 'SIGKILL');
    await waitUntil(() => !isAlive(node));
    expect(await run.status()).toMatchObject({ state: 'interrupted' });
    expect((await planTraining(definition, target, quick))?.resumes).toBe(1);
  });

  test('by its user is told, and its next attempt finds what it wrote then', async () => {
    const definition = counting('stopped', { args: ['--steps', '3', '--seconds', '1'] });
    const run = await train(definition, target, quick);
    await waitUntil(async () => (await text(run)).includes('"step": 1'));
    await run.stop();
    expect(await run.status()).toMatchObject({ state: 'stopped', detail: 'it was asked to' });
    await run.stop();
    expect(await failureOf(run.result())).toMatchObject({ code: 'TRAINING_STOPPED' });
    const checkpoints = join(home, 'store', 'objects', run.spec.checkpointPrefix);
    expect(readFileSync(join(checkpoints, 'told-0.txt'), 'utf8')).toBe('told');
    const next = await train(definition, target, quick);
    await next.result({ pollInMs: 50 });
    expect(next.attempt).toBe(2);
    expect(await text(next)).toMatch(/begins at [12]/);
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

test('two nodes meet, average their gradients, and leave a model that can be served', async () => {
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
  const path = join(folder, 'model.pt');
  if (result.model !== undefined) writeFileSync(path, await readAll(result.model.source));
  const serving = local({ home: join(folder, 'serving'), python: servingPython(), device: 'cpu' });
  await using endpoint = await deploy(path, serving, {
    ...quick,
    inputs: { input: { datatype: 'FP32', shape: [-1, 1] } },
  });
  const outputs = await endpoint.predict({ input: [[2]] });
  expect(Object.values(outputs)[0]?.data[0]).toBeCloseTo(7, 1);
});

test('of two that start the same job at once one starts it, and both have it', async () => {
  const definition = counting('twice', { args: ['--steps', '1'] });
  const [one, two] = await Promise.all([
    train(definition, target, quick),
    train(definition, target, quick),
  ]);
  expect(one.id).toBe(two.id);
  await one.result({ pollInMs: 50 });
  await expect(trainingRun('twice', target, { attempt: 2 })).rejects.toThrow('no attempt 2');
});

test('a secret that is not there is said before anything starts', async () => {
  const definition = counting('secretive', { secrets: { SECRET: 'NO_SUCH_VARIABLE' } });
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
