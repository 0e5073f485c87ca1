import { expect, test } from 'vitest';

import type { RelayEvent } from '../apply/events.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { testRuntime } from '../test-support/test-runtime.ts';
import {
  codeFolder,
  type TestTraining,
  testTraining,
  trainingTarget,
} from '../test-support/test-training.ts';
import type { JobState } from '../target/training.ts';
import { train } from './train.ts';
import { type TrainingRun, trainingRun } from './training-run.ts';

interface Started {
  readonly cloud: TestTraining;
  readonly run: TrainingRun;
  readonly runtime: ReturnType<typeof testRuntime>;
  readonly events: readonly RelayEvent[];
}

async function start(...states: readonly JobState[]): Promise<Started> {
  const cloud = testTraining();
  cloud.starts = states;
  const runtime = testRuntime();
  const events: RelayEvent[] = [];
  const run = await train(
    { name: 'digits', source: codeFolder(), entry: 'train.py' },
    trainingTarget(cloud),
    { runtime, onEvent: (event) => events.push(event) },
  );
  return { cloud, run, runtime, events };
}

test('each change of state is told once', async () => {
  const { run, events } = await start(
    'queued',
    'queued',
    'starting',
    'running',
    'running',
    'succeeded',
  );
  const told: string[] = [];
  await run.result({ onState: ({ state }) => told.push(state) });
  expect(told).toEqual(['queued', 'starting', 'running', 'succeeded']);
  const states = events.flatMap((event) => (event.type === 'job-state' ? [event.state] : []));
  expect(states).toEqual(told);
});

test('an interrupted job goes on with another attempt, which has the same checkpoints', async () => {
  const { cloud, run, events } = await start('running', 'interrupted');
  cloud.starts = ['running', 'succeeded'];
  const result = await run.result();
  expect([result.run.attempt, cloud.started]).toEqual([2, [run.id, result.run.id]]);
  expect(result.run.spec.checkpointPrefix).toBe(run.spec.checkpointPrefix);
  expect(result.run.spec.outputPrefix).not.toBe(run.spec.outputPrefix);
  expect(events.filter(({ type }) => type === 'job-restart')).toMatchObject([{ attempt: 2 }]);
  const [before, after] = ['000001', '000002'].map((attempt) =>
    cloud.store.text(`jobs/digits/${attempt}/input/job.json`),
  );
  expect(after).toBe(before);
});

test.each([0, 1, 3])('after %d restarts an interruption is an error', async (maxRestarts) => {
  const { cloud, run } = await start('interrupted');
  const failure = await failureOf(run.result({ maxRestarts }));
  expect(failure).toMatchObject({
    code: 'TRAINING_INTERRUPTED',
    data: { attempt: maxRestarts + 1 },
    hint: 'Train again: it goes on from its last checkpoint.',
  });
  expect(cloud.started).toHaveLength(maxRestarts + 1);
});

test('two that follow the same job begin its next attempt once', async () => {
  const { cloud, run, runtime } = await start('interrupted');
  cloud.starts = ['running', 'running', 'succeeded'];
  const other = await trainingRun('digits', trainingTarget(cloud), { runtime });
  const results = await Promise.all([run.result(), other.result()]);
  expect(results.map(({ run: { attempt } }) => attempt)).toEqual([2, 2]);
  expect(cloud.started).toHaveLength(2);
});

test.each<[state: JobState, code: string]>([
  ['failed', 'TRAINING_FAILED'],
  ['stopped', 'TRAINING_STOPPED'],
])('a job that has %s is not started again', async (state, code) => {
  const { cloud, run } = await start('running', state);
  expect((await failureOf(run.result())).code).toBe(code);
  expect(cloud.started).toHaveLength(1);
});

test('short jobs are looked at often, and nobody is asked more than twice a second', async () => {
  const { run, runtime } = await start('running', 'running', 'running', 'succeeded');
  await run.result();
  expect(runtime.waits).toEqual([500, 500, 500]);
});

test('a long job is looked at less and less often, at last each five seconds', async () => {
  const { run } = await start('running', 'running', 'running', 'running', 'succeeded');
  const waits: number[] = [];
  let now = 0;
  const runtime = {
    ...testRuntime(),
    now: () => now,
    async sleep(durationInMs: number) {
      waits.push(durationInMs);
      now += 20_000;
    },
  };
  const cloud = testTraining();
  cloud.starts = ['running', 'running', 'running', 'running', 'succeeded'];
  const slow = await train(
    { name: run.name, source: codeFolder(), entry: 'train.py' },
    trainingTarget(cloud),
    { runtime },
  );
  await slow.result();
  expect(waits).toEqual([500, 2000, 4000, 5000]);
});

test('when the waiting is aborted, the job goes on', async () => {
  const { cloud, run } = await start('running');
  const controller = new AbortController();
  const waiting = run.result({
    abortSignal: controller.signal,
    onState: () => controller.abort(),
  });
  await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
  expect(cloud.stopped).toEqual([]);
});

test('what has ended is left as it is when it is stopped; what runs is told to end', async () => {
  const { cloud, run } = await start('running');
  await run.stop();
  expect(cloud.stopped).toEqual([run.id]);
  expect((await run.status()).state).toBe('stopped');
});

test('an attempt that was written down after an interruption, by a process that was killed then, is started by whoever follows it', async () => {
  const { cloud, run, runtime } = await start('interrupted');
  cloud.onStep = () => {
    throw new TorchrelayError({ code: 'KILLED', message: 'killed' });
  };
  expect((await failureOf(run.result())).code).toBe('KILLED');
  cloud.onStep = () => {};
  cloud.starts = ['running', 'succeeded'];
  const other = await trainingRun('digits', trainingTarget(cloud), { runtime });
  expect([other.attempt, (await other.status()).detail]).toEqual([2, 'not started yet']);
  const result = await other.result();
  expect([result.run.attempt, cloud.started]).toEqual([2, [run.id, other.id]]);
});

/** Time passes where it is waited for. */
function clock(): Partial<ReturnType<typeof testRuntime>> {
  let now = 0;
  return {
    ...testRuntime(),
    now: () => now,
    sleep: async (durationInMs) => void (now += durationInMs),
  };
}

test('a first attempt that nobody starts is not waited for without end', async () => {
  const cloud = testTraining();
  cloud.onStep = () => {
    throw new TorchrelayError({ code: 'KILLED', message: 'killed' });
  };
  const definition = { name: 'digits', source: codeFolder(), entry: 'train.py' };
  const target = trainingTarget(cloud);
  const runtime = clock();
  expect((await failureOf(train(definition, target, { runtime }))).code).toBe('KILLED');
  const run = await trainingRun('digits', target, { runtime });
  expect(await failureOf(run.result())).toMatchObject({
    code: 'RUN_NOT_STARTED',
    message: 'Attempt 1 of "digits" was written down, and nobody has started it.',
    hint: expect.stringMatching(/^Run the same training again: it starts this attempt/) as string,
    data: { name: 'digits', attempt: 1 },
  });
  expect(runtime.now?.()).toBeGreaterThan(10 * 60_000);
});

test('a job that is removed while it is followed ends the waiting', async () => {
  const { cloud, run } = await start('running');
  const followed = await trainingRun('digits', trainingTarget(cloud), { runtime: clock() });
  const removed = followed.result({ onState: () => void cloud.jobs.delete(run.id) });
  expect(await failureOf(removed)).toMatchObject({
    code: 'RUN_NOT_FOUND',
    message: 'Attempt 1 of "digits" is no more on its target: somebody has removed it.',
  });
});

test('a run is found although the store fails at first', async () => {
  const { cloud, runtime } = await start('running');
  let failures = 2;
  cloud.store.before = () => {
    if ((failures -= 1) >= 0)
      throw new TorchrelayError({ code: 'UNAVAILABLE', message: 'down', recovery: 'retry' });
  };
  expect((await trainingRun('digits', trainingTarget(cloud), { runtime })).attempt).toBe(1);
});
