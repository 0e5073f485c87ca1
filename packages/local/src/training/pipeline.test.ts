import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  type Endpoint,
  history,
  pipeline,
  type PipelineDefinition,
  type RelayEvent,
} from '@torchrelay/core';
import { afterAll, expect, test, vi } from 'vitest';

import { servingPython } from '../__fixtures__/serving-python.ts';
import { local } from '../target/local-target.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
// Two homes are two places: what is trained in one goes to the other.
const trainer = local({
  home: join(folder, 'a'),
  detached: true,
  python: servingPython(),
  device: 'cpu',
});
const server = local({
  home: join(folder, 'b'),
  python: servingPython(),
  device: 'cpu',
  workers: 1,
});
const options = { cacheFolder: join(folder, 'cache'), timing: { mostPollInMs: 50 } };

const fixtures = join(import.meta.dirname, '__fixtures__');
const line: PipelineDefinition = {
  name: 'line',
  train: { target: trainer, source: join(fixtures, 'averaging'), entry: 'train.py' },
  gate: { metric: 'loss', max: 0.001 },
  serve: {
    target: server,
    inputs: { input: { datatype: 'FP32', shape: [-1, 1] } },
  },
};

async function at(endpoint: Endpoint, x: number): Promise<number> {
  const outputs = await endpoint.predict({ input: [[x]] });
  return Number(Object.values(outputs)[0]?.data[0]);
}

test('what was trained in one place and passed its gate serves in another, and is known by its job', async () => {
  const events: RelayEvent[] = [];
  const { endpoint, training } = await pipeline(line, {
    ...options,
    onEvent: (event) => events.push(event),
  });
  expect(await at(endpoint, 2)).toBeCloseTo(7, 1);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'gate-pass', detail: expect.stringContaining('loss is ') }),
  );
  const [release] = await history('line', server);
  expect(release?.provenance).toEqual({
    job: expect.objectContaining({ id: training.run.id, attempt: 1, metrics: training.metrics }),
  });
});

test('run again, nothing is trained, nothing is released, and it says so', async () => {
  const events: RelayEvent[] = [];
  const { endpoint } = await pipeline(line, { ...options, onEvent: (event) => events.push(event) });
  expect(await at(endpoint, 1)).toBeCloseTo(4, 1);
  expect(events).toContainEqual(expect.objectContaining({ type: 'job-join', state: 'succeeded' }));
  expect(events.filter(({ type }) => type === 'step-start')).toEqual([]);
  expect(await history('line', server)).toHaveLength(1);
});

test.each<[what: string, gate: PipelineDefinition['gate'], reason: string]>([
  ['a number out of its bounds', { metric: 'loss', min: 1 }, 'and has to be at least 1.'],
  [
    'a number that is not there',
    { metric: 'accuracy', min: 0.5 },
    'metrics.json has no number "accuracy", but loss, world.',
  ],
  ['a function with its reason', () => 'it is Monday', 'it is Monday.'],
])('%s stops it before anything changes', async (_, gate, reason) => {
  await expect(pipeline({ ...line, ...(gate && { gate }) }, options)).rejects.toMatchObject({
    code: 'GATE_NOT_PASSED',
    message: expect.stringContaining(reason),
    hint: 'Nothing was deployed; what served before still serves.',
  });
  expect(await history('line', server)).toHaveLength(1);
});

test('a gate may ask the model itself, which is gone afterwards', async () => {
  const answers: number[] = [];
  const gate: PipelineDefinition['gate'] = ({ ask }) =>
    ask(server, async (endpoint) => {
      answers.push(await at(endpoint, 3));
      return (answers[0] ?? 0) > 9;
    });
  await pipeline({ ...line, gate }, options);
  expect(answers[0]).toBeCloseTo(10, 1);
  expect(await history('line-candidate', server)).toEqual([]);
});

test('a job that leaves no model is told so right after its training', async () => {
  const train = { ...line.train, source: join(fixtures, 'counting') };
  const gate = (): never => {
    throw new Error('it was asked before');
  };
  await expect(pipeline({ ...line, gate, name: 'none', train }, options)).rejects.toMatchObject({
    code: 'MODEL_MISSING',
    message: expect.stringContaining('only metrics.json, metrics.jsonl, seen.json'),
    hint: expect.stringContaining('export.py'),
  });
});
