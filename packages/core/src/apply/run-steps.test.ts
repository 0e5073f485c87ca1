import { describe, expect, test } from 'vitest';

import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { DestroyIntent } from '../plan/intent.ts';
import type { Step, StepResult } from '../target/step.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { denied, unavailable } from '../test-support/failures.ts';
import { type TestContext, testContext } from '../test-support/test-context.ts';
import { testStep } from '../test-support/test-target.ts';
import { runSteps, type StepsRun } from './run-steps.ts';

const intent: DestroyIntent = { verb: 'destroy', name: 'demo' };
const done: StepResult = { state: 'done' };

function run(
  steps: readonly Step[],
  context: TestContext,
  given: Partial<StepsRun> = {},
): Promise<void> {
  return runSteps({ steps, want: undefined, intent, context, check: async () => {}, ...given });
}

const a = testStep('create', 'a');
const b = testStep('create', 'b');

type Pending = Extract<StepResult, { state: 'pending' }>;

/** The platform says `pending` with these details, and then that it is done. */
function pendingWith(context: TestContext, ...answers: readonly Partial<Pending>[]): void {
  const left = [...answers];
  context.cloud.onStep = () => {
    const next = left.shift();
    if (next === undefined) return done;
    return { state: 'pending', pollInMs: 10, detail: 'working', ...next };
  };
}

describe('the steps of a plan', () => {
  test('are carried out in their order, each told when it begins and ends', async () => {
    const context = testContext();
    await run([a, b], context);
    expect(
      context.events.map(({ type, ...event }) => [type, 'step' in event && event.step]),
    ).toEqual([
      ['step-start', 'create a'],
      ['step-end', 'create a'],
      ['step-start', 'create b'],
      ['step-end', 'create b'],
    ]);
    expect(context.events[0]).toMatchObject({ action: 'create', kind: 'endpoint', target: 'a' });
  });

  test('end at the first that fails, which is told with its error', async () => {
    const context = testContext();
    context.cloud.onStep = () => {
      throw denied();
    };
    expect((await failureOf(run([a, b], context))).code).toBe('ACCESS_DENIED');
    expect(context.events).toMatchObject([
      { type: 'step-start', step: 'create a' },
      { type: 'step-fail', step: 'create a', error: { code: 'ACCESS_DENIED' } },
    ]);
  });

  test('hand what they return to those that refer to it', async () => {
    const context = testContext();
    context.cloud.onStep = ({ id }) =>
      id === a.id ? { state: 'done', outputs: { arn: 'arn:1' } } : done;
    const reference = { outputOf: a.id, path: 'arn' };
    await run([a, { ...b, inputs: { role: reference, size: 3 } }], context);
    expect(context.cloud.steps[1]?.call.inputs).toEqual({ role: 'arn:1', size: 3 });
  });

  test('that refer to what was not returned fail, and are not begun', async () => {
    const context = testContext();
    const reference = { outputOf: a.id, path: 'arn' };
    const error = await failureOf(run([a, { ...b, inputs: { role: reference } }], context));
    expect(error.code).toBe('PLAN_INVALID');
    expect(context.cloud.steps.map(({ id }) => id)).toEqual([a.id]);
  });

  test('go to another runner where one is given, as those of a store do', async () => {
    const context = testContext();
    await run([a], context, { runner: context.cloud.store });
    expect(context.cloud.store.requests).toEqual(['doStep create a']);
    expect(context.cloud.steps).toEqual([]);
  });

  test('of core that stand in the wrong plan are a defect', async () => {
    for (const action of ['verify', 'record', 'upload'] as const) {
      const error = await failureOf(run([testStep(action, 'demo')], testContext()));
      expect(error).toMatchObject({ code: 'PLAN_INVALID' });
    }
  });
});

describe('a step of the platform', () => {
  test('that is pending is asked again after the time it said, until it is done', async () => {
    const context = testContext();
    pendingWith(context, { pollInMs: 10 }, { pollInMs: 2000 });
    await run([a], context);
    expect(context.runtime.waits).toEqual([10, 2000]);
    expect(context.cloud.steps).toHaveLength(3);
  });

  test('tells each new detail once', async () => {
    const context = testContext();
    pendingWith(
      context,
      { detail: 'one' },
      { detail: 'one' },
      { detail: 'two' },
      { detail: 'two' },
    );
    await run([a], context);
    const details = context.events.flatMap((event) =>
      event.type === 'step-wait' ? event.detail : [],
    );
    expect(details).toEqual(['one', 'two']);
  });

  test('can tell what it is doing while it is asked', async () => {
    const context = testContext();
    context.cloud.onStep = (_, call) => {
      call.onDetail?.('uploading');
      call.onDetail?.('uploading');
      return done;
    };
    await run([a], context);
    expect(context.events).toMatchObject([
      {},
      { type: 'step-wait', detail: 'uploading' },
      { type: 'step-end' },
    ]);
  });

  test('is handed what its last answer left, and nothing at first', async () => {
    const context = testContext();
    pendingWith(context, { continuation: { id: 1 } }, { continuation: { id: 2 } });
    await run([a, b], context);
    const handed = context.cloud.steps.map(({ call }) => call.continuation);
    expect(handed).toEqual([undefined, { id: 1 }, { id: 2 }, undefined]);
  });

  test('is tried again when the platform is not available, and keeps what it left', async () => {
    const context = testContext();
    let calls = 0;
    context.cloud.onStep = () => {
      calls += 1;
      if (calls === 2) throw unavailable();
      return calls === 3
        ? done
        : { state: 'pending', pollInMs: 1, detail: '', continuation: 'kept' };
    };
    await run([a], context);
    expect(context.cloud.steps.map(({ call }) => call.continuation)).toEqual([
      undefined,
      'kept',
      'kept',
    ]);
  });

  test('that takes too long is given up, and said to go on', async () => {
    const context = testContext({ timing: { leaseInMs: 1, stepInMs: -1, firstRetryInMs: 1 } });
    pendingWith(context, { detail: 'Creating' });
    const error = await failureOf(run([a], context));
    expect(error).toMatchObject({ code: 'STEP_TIMED_OUT', effect: 'done', recovery: 'never' });
    expect(error.message).toContain('create a is still not done: Creating');
    expect(error.hint).toContain('It goes on in the cloud.');
  });

  test('that waits by design is given the time for it', async () => {
    const context = testContext({ timing: { stepInMs: -1 } });
    pendingWith(context, { detail: 'Baking', waitsInMs: 60_000 });
    await run([a], context);
    expect(context.cloud.steps).toHaveLength(2);
  });

  test('is asked more often than it wants where that was set', async () => {
    const context = testContext({ timing: { mostPollInMs: 7 } });
    const answers: StepResult[] = [{ state: 'pending', pollInMs: 5000, detail: 'a' }];
    context.cloud.onStep = () => answers.pop() ?? { state: 'done' };
    await run([a], context);
    expect(context.runtime.waits).toEqual([7]);
  });

  test('that is aborted while it waits is asked no more', async () => {
    const controller = new AbortController();
    const context = testContext({ abortSignal: controller.signal });
    context.cloud.onStep = () => {
      controller.abort();
      return { state: 'pending', pollInMs: 1, detail: 'working' };
    };
    expect((await failureOf(run([a], context))).code).toBe('ABORTED');
    expect(context.cloud.steps).toHaveLength(1);
  });

  test('is handed the abort signal', async () => {
    const { signal } = new AbortController();
    const context = testContext({ abortSignal: signal });
    await run([a], context);
    expect(context.cloud.steps[0]?.call.abortSignal).toBe(signal);
  });
});

describe('the lease', () => {
  const lost = new TorchrelayError({ code: 'LEASE_LOST', message: 'Gone.' });

  test('is checked before every single request of a step, the repeated ones included', async () => {
    const context = testContext();
    const order: string[] = [];
    const check = async (): Promise<void> => void order.push('check');
    let calls = 0;
    context.cloud.onStep = () => {
      order.push('request');
      calls += 1;
      if (calls === 1) throw unavailable();
      return calls === 3 ? done : { state: 'pending', pollInMs: 1, detail: '' };
    };
    await run([a], context, { check });
    expect(order).toEqual(['check', 'request', 'check', 'request', 'check', 'request']);
  });

  test('that is lost lets nothing more happen', async () => {
    const context = testContext();
    const check = (): Promise<void> => Promise.reject(lost);
    expect(await failureOf(run([a], context, { check }))).toBe(lost);
    expect(context.cloud.steps).toEqual([]);
  });

  test.each(['upload', 'verify', 'record', 'delete'] as const)(
    'is checked before core’s own step to %s too',
    async (action) => {
      const context = testContext();
      const check = (): Promise<void> => Promise.reject(lost);
      const step = { ...testStep(action, 'demo'), kind: 'stored objects' };
      expect(await failureOf(run([step], context, { check }))).toBe(lost);
      expect(context.cloud.store.requests).toEqual([]);
    },
  );

  test('is asked about again when the store is not available for a moment', async () => {
    const context = testContext();
    let checks = 0;
    const check = async (): Promise<void> => {
      checks += 1;
      if (checks < 3) throw unavailable();
    };
    await run([a], context, { check });
    expect(context.cloud.steps).toHaveLength(1);
  });
});
