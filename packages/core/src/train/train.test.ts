import { expect, test } from 'vitest';

import type { RelayEvent } from '../apply/events.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { testRuntime } from '../test-support/test-runtime.ts';
import { codeFolder, testTraining, trainingTarget } from '../test-support/test-training.ts';
import type { JobState } from '../target/training.ts';
import { forgetTraining } from './forget-training.ts';
import type { JobDefinition } from './job-definition.ts';
import { planTraining, train } from './train.ts';
import type { TrainingPlan } from './training-plan.ts';
import { trainingRun } from './training-run.ts';

const runtime = testRuntime();

function job(changes: Partial<JobDefinition> = {}): JobDefinition {
  return { name: 'digits', source: codeFolder(), entry: 'train.py', ...changes };
}

test('the record of an attempt is there before its job is', async () => {
  const cloud = testTraining();
  cloud.onStep = () => {
    expect(cloud.store.objects.has('jobs/digits/attempts/000001.json')).toBe(true);
    expect(cloud.store.objects.has('jobs/digits/000001/input/job.json')).toBe(true);
    expect(cloud.store.objects.has('jobs/digits/000001/input/run_training.py')).toBe(true);
  };
  const run = await train(job({ args: ['a b'] }), trainingTarget(cloud), { runtime });
  expect(cloud.started).toEqual([run.id]);
  expect(JSON.parse(cloud.store.text('jobs/digits/000001/input/job.json'))).toMatchObject({
    entry: 'train.py',
    arguments: ['a b'],
  });
});

test('a process that dies between record and job leaves an attempt that the next one starts', async () => {
  const cloud = testTraining();
  const target = trainingTarget(cloud);
  cloud.onStep = () => {
    throw new TorchrelayError({ code: 'KILLED', message: 'killed', recovery: 'never' });
  };
  const definition = job();
  expect((await failureOf(train(definition, target, { runtime }))).code).toBe('KILLED');
  cloud.onStep = () => {};
  const run = await train(definition, target, { runtime });
  expect([run.attempt, cloud.started]).toEqual([1, [run.id]]);
});

test.each<[state: JobState, attempt: number]>([
  ['succeeded', 1],
  ['running', 1],
  ['queued', 1],
  ['starting', 1],
  ['failed', 2],
  ['stopped', 2],
  ['stopping', 2],
  ['interrupted', 2],
])('the same job again, when it is %s, is attempt %d', async (state, attempt) => {
  const cloud = testTraining();
  cloud.starts = [state];
  const target = trainingTarget(cloud);
  const definition = job();
  await train(definition, target, { runtime });
  const events: RelayEvent[] = [];
  const again = await train(definition, target, {
    runtime,
    onEvent: (event) => events.push(event),
  });
  expect(again.attempt).toBe(attempt);
  expect(cloud.started).toHaveLength(attempt);
  expect(events.some(({ type }) => type === 'job-join')).toBe(attempt === 1);
  // Attempts of one job share their checkpoints.
  expect(again.spec.checkpointPrefix).toBe('jobs/digits/000001/checkpoints/');
});

test('a changed job, and a fresh one, have checkpoints of their own', async () => {
  const cloud = testTraining();
  const target = trainingTarget(cloud);
  const definition = job();
  await train(definition, target, { runtime });
  const changed = await train({ ...definition, args: ['x'] }, target, { runtime });
  expect(changed.spec.checkpointPrefix).toBe('jobs/digits/000002/checkpoints/');
  const fresh = await train(definition, target, { runtime, fresh: true });
  expect([fresh.attempt, fresh.spec.checkpointPrefix]).toEqual([
    3,
    'jobs/digits/000003/checkpoints/',
  ]);
});

test('code is sent once, however many attempts there are', async () => {
  const cloud = testTraining();
  cloud.starts = ['failed'];
  const target = trainingTarget(cloud);
  const definition = job();
  await train(definition, target, { runtime });
  await train(definition, target, { runtime });
  const writes = cloud.store.requests.filter((request) => request.startsWith('doWrite code/'));
  expect(writes).toHaveLength(1);
});

test('of two that start the same job at once, the slower joins the quicker', async () => {
  const cloud = testTraining();
  cloud.starts = ['running'];
  const target = trainingTarget(cloud);
  const definition = job();
  let hasRaced = false;
  cloud.store.before = async (request) => {
    if (hasRaced || !request.startsWith('doWrite jobs/digits/attempts/')) return;
    hasRaced = true;
    await train(definition, target, { runtime });
  };
  const run = await train(definition, target, { runtime });
  expect([run.attempt, cloud.started]).toEqual([1, [run.id]]);
});

test('of two that start different jobs of a name at once, the slower has the next number', async () => {
  const cloud = testTraining();
  const target = trainingTarget(cloud);
  const definition = job();
  let hasRaced = false;
  cloud.store.before = async (request) => {
    if (hasRaced || !request.startsWith('doWrite jobs/digits/attempts/')) return;
    hasRaced = true;
    await train({ ...definition, args: ['other'] }, target, { runtime });
  };
  const run = await train(definition, target, { runtime });
  expect(run.attempt).toBe(2);
  expect(cloud.started).toHaveLength(2);
});

test('who loses every time gives up', async () => {
  const cloud = testTraining();
  const definition = job();
  cloud.store.before = (request) => {
    if (!request.startsWith('doWrite jobs/digits/attempts/')) return;
    throw new TorchrelayError({ code: 'PRECONDITION_FAILED', message: 'lost' });
  };
  const failure = await failureOf(train(definition, trainingTarget(cloud), { runtime }));
  expect(failure.code).toBe('PRECONDITION_FAILED');
  expect(cloud.started).toEqual([]);
});

test('a plan that is declined leaves nothing behind', async () => {
  const cloud = testTraining();
  const options = { runtime, confirm: () => false };
  const failure = await failureOf(train(job(), trainingTarget(cloud), options));
  expect(failure.code).toBe('DECLINED');
  expect([...cloud.store.objects.keys()]).toEqual([]);
});

test('planning changes nothing, and says from which attempt the next one goes on', async () => {
  const cloud = testTraining();
  cloud.starts = ['stopped'];
  const target = trainingTarget(cloud);
  const definition = job();
  const first = await planTraining(definition, target, { runtime });
  expect([first?.attempt, first?.resumes, cloud.store.objects.size]).toEqual([1, undefined, 0]);
  await train(definition, target, { runtime });
  const next = await planTraining(definition, target, { runtime });
  expect([next?.attempt, next?.resumes]).toEqual([2, 1]);
  expect(next?.steps.map(({ action }) => action)).toEqual(['create']);
});

test('a target that cannot train says so', async () => {
  const { training: _, ...target } = trainingTarget(testTraining());
  expect((await failureOf(train(job(), target, { runtime }))).code).toBe('TRAINING_UNSUPPORTED');
});

test('forgetting stops what runs, and leaves code that another job uses', async () => {
  const cloud = testTraining();
  cloud.starts = ['running'];
  const target = trainingTarget(cloud);
  const definition = job();
  const run = await train(definition, target, { runtime });
  await train({ ...definition, name: 'other' }, target, { runtime });
  await forgetTraining('digits', target, { runtime });
  expect(cloud.stopped).toContain(run.id);
  const left = [...cloud.store.objects.keys()];
  expect(left.filter((key) => key.startsWith('jobs/digits/'))).toEqual([]);
  expect(left.filter((key) => key.startsWith('code/'))).toHaveLength(1);
  await forgetTraining('other', target, { runtime });
  expect([...cloud.store.objects.keys()]).toEqual([]);
  expect((await failureOf(trainingRun('digits', target))).code).toBe('RUN_NOT_FOUND');
});

test('data that are half forgotten are not taken for whole: another job sends them again', async () => {
  const cloud = testTraining();
  const target = trainingTarget(cloud);
  const definition = job({ data: { images: codeFolder({ a: '1', b: '2' }) } });
  await train(definition, target, { runtime });
  cloud.store.before = (request) => {
    if (/^doDelete data\/.*\/content\/b$/.test(request))
      throw new TorchrelayError({ code: 'KILLED', message: 'killed' });
  };
  expect((await failureOf(forgetTraining('digits', target, { runtime }))).code).toBe('KILLED');
  cloud.store.before = () => {};
  const held = (): readonly string[] =>
    [...cloud.store.objects.keys()].flatMap((key) => /^data\/[^/]*\/(.*)/.exec(key)?.[1] ?? []);
  expect(held()).toContain('content/b');
  expect(held()).not.toContain('data.json');
  await train({ ...definition, name: 'other' }, target, { runtime });
  expect(held().toSorted()).toEqual(['content/a', 'content/b', 'data.json']);
});

test('what was written down and not started is planned as it stands, and goes on from no other', async () => {
  const cloud = testTraining();
  const target = trainingTarget(cloud);
  cloud.onStep = () => {
    throw new TorchrelayError({ code: 'KILLED', message: 'killed' });
  };
  const definition = job();
  expect((await failureOf(train(definition, target, { runtime }))).code).toBe('KILLED');
  let planned: TrainingPlan | undefined;
  cloud.onStep = () => {};
  await train(definition, target, {
    runtime,
    confirm: (plan) => {
      planned = plan;
      return true;
    },
  });
  expect([planned?.attempt, planned?.resumes]).toEqual([1, undefined]);
});
