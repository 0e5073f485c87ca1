import { expect, test } from 'vitest';

import type { RelayEvent } from '../apply/events.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { testRuntime } from '../test-support/test-runtime.ts';
import {
  codeFolder,
  type TestTraining,
  testTraining,
  trainingTarget,
} from '../test-support/test-training.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { bytesSource, textSource } from '../store/sources.ts';
import type { Json } from '../target/json.ts';
import { train } from './train.ts';
import { trainedBy, trainingProvenance } from './job-provenance.ts';
import { trainedModel } from './trained-model.ts';
import type { TrainingResult } from './training-result.ts';

async function resultWith(
  files: Readonly<Record<string, string>>,
  {
    cloud = testTraining(),
    onEvent,
  }: { cloud?: TestTraining; onEvent?: (event: RelayEvent) => void } = {},
): Promise<TrainingResult> {
  const run = await train(
    { name: 'digits', source: codeFolder(), entry: 'train.py' },
    trainingTarget(cloud),
    { runtime: testRuntime(), ...(onEvent && { onEvent }) },
  );
  for (const [path, text] of Object.entries(files)) {
    const source = path.endsWith('.json') ? textSource(text) : bytesSource(Buffer.from(text));
    await cloud.store.doWrite(run.spec.outputPrefix + path, source, {}, {});
  }
  return run.result();
}

test.each<[files: readonly string[], model: string | undefined]>([
  [['model.pt', 'other.pt'], 'model.pt'],
  [['model.pt2', 'best.pt'], 'model.pt2'],
  [['sub/best.pt'], 'sub/best.pt'],
  [['best.pt', 'last.pt'], undefined],
  [['metrics.json'], undefined],
  [[], undefined],
])('of %j the model is %s', async (files, model) => {
  const result = await resultWith(Object.fromEntries(files.map((path) => [path, '{}'])));
  expect(result.model?.path).toBe(model);
});

test('a result with a model is made known to the platform, and one without is not', async () => {
  const cloud = testTraining();
  const registered: string[] = [];
  cloud.onRegister = ({ id }) => void registered.push(id);
  await resultWith({ 'metrics.json': '{}' }, { cloud });
  expect(registered).toEqual([]);
  const { run } = await resultWith({ 'model.pt': 'weights' }, { cloud });
  expect(registered).toEqual([run.id]);
});

test('a platform that will not know it is a warning: the result is there', async () => {
  const cloud = testTraining();
  const events: RelayEvent[] = [];
  cloud.onRegister = () => {
    throw new TorchrelayError({ code: 'ACCESS_DENIED', message: 'You may not.' });
  };
  const onEvent = (event: RelayEvent): void => void events.push(event);
  const result = await resultWith({ 'model.pt': 'weights' }, { cloud, onEvent });
  expect(result.model?.path).toBe('model.pt');
  expect(events.find(({ type }) => type === 'warning')).toMatchObject({
    code: 'register-access_denied',
    message: 'You may not.',
  });
});

test('numbers that Python writes and JSON does not know spoil no other number', async () => {
  const metrics =
    '{"accuracy": 0.5, "loss": NaN, "worst": -Infinity, "seed": 10000000000000000000}';
  const result = await resultWith({ 'metrics.json': metrics, 'model.pt': 'weights' });
  expect(result.metrics).toEqual({ accuracy: 0.5, seed: 1e19 });
});

test.each(['accuracy: 0.5', '', '[0.5]'])(
  'metrics that are no JSON object are a warning, since the model is there: %j',
  async (metrics) => {
    const events: RelayEvent[] = [];
    const onEvent = (event: RelayEvent): void => void events.push(event);
    const result = await resultWith({ 'metrics.json': metrics, 'model.pt': 'x' }, { onEvent });
    expect([result.metrics, result.model?.path]).toEqual([{}, 'model.pt']);
    expect(events.find(({ type }) => type === 'warning')).toMatchObject({
      code: 'metrics-unreadable',
      message: expect.stringContaining('metrics.json of attempt 1 of "digits"') as string,
    });
  },
);

test('what is deployed of it are ranges of its store, called after job and file', async () => {
  const source = trainedModel(await resultWith({ 'model.pt': 'weights' }));
  expect(source).toMatchObject({ name: 'digits/model.pt' });
});

test('where there is none, what there is and what to do is said', async () => {
  const one = await failureOf(async () => trainedModel(await resultWith({ 'metrics.json': '{}' })));
  expect(one).toMatchObject({
    code: 'MODEL_MISSING',
    message: 'The training of "digits" left no model: only metrics.json.',
    data: { name: 'digits', attempt: 1 },
  });
  const none = await failureOf(async () => trainedModel(await resultWith({})));
  expect(none.message).toContain('its model folder is empty');
});

test('a release keeps where it was trained, code, data and metrics, of which only numbers count', async () => {
  const metrics = '{"accuracy": 0.5, "note": "x", "none": null, "list": [1]}';
  const result = await resultWith({ 'metrics.json': metrics, 'model.pt': 'x' });
  expect(trainingProvenance(result)).toEqual({
    job: {
      provider: 'test',
      name: 'digits',
      id: result.run.id,
      attempt: 1,
      digest: result.run.spec.digest,
      code: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
      data: {},
      offer: result.run.spec.offer.id,
      nodes: 1,
      output: 'jobs/digits/000001/output/',
      metrics: { accuracy: 0.5 },
    },
  });
});

test('data are known by their content where they are folders, wherever they are read, and by their URI else', async () => {
  const data = { images: codeFolder({ a: '1' }), more: 's3://bucket/more/' };
  const dataIn = async (readsFolders: boolean): Promise<Json | undefined> => {
    const cloud = testTraining();
    cloud.capabilities = { readsFolders };
    const job = { name: 'digits', source: codeFolder(), entry: 'train.py', data };
    const run = await train(job, trainingTarget(cloud), { runtime: testRuntime() });
    return trainingProvenance(await run.result()).job['data'];
  };
  const images = expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string;
  const here = await dataIn(true);
  expect(here).toEqual({ images, more: 's3://bucket/more/' });
  expect(await dataIn(false)).toEqual(here);
});

test('what a release was trained by is found in its record, and nothing where somebody wrote something else', async () => {
  const provenance = trainingProvenance(await resultWith({ 'model.pt': 'x' }));
  expect(trainedBy({ provenance })).toEqual(provenance.job);
  expect(trainedBy({})).toBeUndefined();
  expect(trainedBy({ provenance: { job: 'train-7' } })).toBeUndefined();
  expect(trainedBy({ provenance: { job: { id: 'train-7' } } })).toBeUndefined();
});

test('a file that is not there is said to be none', async () => {
  const result = await resultWith({ 'model.pt': 'x' });
  expect((await failureOf(result.read('nothing.txt'))).code).toBe('RESULT_FILE_NOT_FOUND');
});
