import type { Rollout, ServeSpec } from '@torchrelay/core/target';
import { describe, expect, test } from 'vitest';

import { inShort, liveDeployment, testSpec } from '../test-support/test-spec.ts';
import { peakInstances } from './peak-instances.ts';
import { planServing } from './plan-serving.ts';
import { checkRollout, describeRollout, limitInSeconds, waitsInSeconds } from './rollout.ts';

const canary: Rollout = { shift: 'canary', percent: 10, waitInMs: 600_000, keepOldInMs: 0 };
const linear: Rollout = { shift: 'linear', percent: 25, waitInMs: 60_000, keepOldInMs: 0 };
const alarms = { named: ['checkout'], serverErrorsPerMinute: 5, latencyP99InMs: 250 };

const wanted = (rollout: Partial<Rollout>, more: Partial<ServeSpec> = {}): ServeSpec =>
  testSpec('two', { rollout: { ...canary, ...rollout }, instances: 10, ...more });
const live = liveDeployment(testSpec('one', { instances: 10 }));

describe('what SageMaker would refuse is refused with the plan:', () => {
  test.each<[string, ServeSpec, RegExp]>([
    ['a canary of one instance', wanted({}, { instances: 1 }), /at most half/],
    ['more than half as a canary', wanted({ percent: 51 }), /1 to 50 % .*not 51 %/],
    ['small steps', wanted({ shift: 'linear', percent: 9 }), /10 to 50 % .*not 9 %/],
    [
      'one of thirty instances at a time',
      testSpec('two', {
        rollout: { shift: 'linear', instances: 1, waitInMs: 0, keepOldInMs: 0 },
        instances: 30,
      }),
      /not 1 of 30 instances/,
    ],
    ['a canary in place', wanted({}, { strategy: 'in-place' }), /there is no canary/],
    [
      'keeping the old in place',
      wanted({ ...linear, keepOldInMs: 1 }, { strategy: 'in-place' }),
      /no old instance stays/,
    ],
    [
      'a batch of a twentieth less',
      wanted({ ...linear, percent: 4 }, { strategy: 'in-place' }),
      /5 to 50 %/,
    ],
    ['a wait of more than an hour', wanted({ waitInMs: 3_600_001 }), /at most an hour/],
    ['an old release that stays for more', wanted({ keepOldInMs: 4e6 }), /at most an hour/],
    [
      'more than eight hours',
      wanted({ ...linear, percent: 10, waitInMs: 3e6 }),
      /ends a change after 28800 s/,
    ],
    [
      'eleven alarms',
      wanted({
        alarms: {
          named: Array.from({ length: 9 }, (_, index) => `a${index}`),
          serverErrorsPerMinute: 1,
          latencyP99InMs: 1,
        },
      }),
      /at most 10 alarms, not 11/,
    ],
  ])('%s', (_, want, message) => {
    expect(() => planServing(want, live)).toThrow(
      expect.objectContaining({ code: 'ROLLOUT_INVALID', message: expect.stringMatching(message) }),
    );
  });

  test.each<[string, ServeSpec]>([
    ['half of two', wanted({ percent: 50 }, { instances: 2 })],
    [
      'one of two',
      testSpec('two', {
        rollout: { shift: 'canary', instances: 1, waitInMs: 0, keepOldInMs: 0 },
        instances: 2,
      }),
    ],
    ['all at once with one instance', wanted({ shift: 'all-at-once' }, { instances: 1 })],
    ['batches in place', wanted(linear, { strategy: 'in-place' })],
  ])('%s is not', (_, want) => {
    expect(() => checkRollout(want)).not.toThrow();
  });
});

test('the waits of a rollout are known beforehand', () => {
  expect(waitsInSeconds(testSpec())).toBe(0);
  expect(waitsInSeconds(wanted({ shift: 'all-at-once', keepOldInMs: 1500 }))).toBe(600 + 2);
  expect(waitsInSeconds(wanted({}))).toBe(1200);
  expect(waitsInSeconds(wanted(linear))).toBe(240);
  const byInstances = { shift: 'linear', instances: 4, waitInMs: 1000, keepOldInMs: 0 } as const;
  expect(waitsInSeconds(testSpec('two', { rollout: byInstances, instances: 10 }))).toBe(3);
});

test('SageMaker is given longer than the waits and the start, and no longer than it takes', () => {
  const starting = 601 + 601;
  expect(limitInSeconds(wanted({}))).toBe(1200 + 2 * starting + 1800);
  expect(limitInSeconds(wanted({ ...linear, percent: 13, waitInMs: 3_500_000 }))).toBe(28_800);
});

test('a rollout is told in one line', () => {
  expect(describeRollout(canary)).toBe('canary, 10 %, watched for 600 s');
  expect(describeRollout({ ...canary, shift: 'all-at-once' })).toBe(
    'all at once, watched for 600 s',
  );
  const byInstances = { shift: 'linear', instances: 3, waitInMs: 0, keepOldInMs: 0 } as const;
  expect(describeRollout(byInstances)).toBe('linear, 3 at a time, watched for 0 s');
});

describe('the plan of a change that is watched', () => {
  test('makes its own alarms before, and removes them after the verification', () => {
    const steps = planServing(wanted({ alarms }), live);
    expect(inShort(steps)).toEqual([
      'create model demo',
      'create endpoint configuration demo',
      'create alarm torchrelay-demo-server-errors',
      'create alarm torchrelay-demo-latency',
      'update endpoint demo',
      'verify endpoint demo',
      'delete alarm torchrelay-demo-server-errors',
      'delete alarm torchrelay-demo-latency',
      'delete endpoint configuration demo',
      'delete model demo',
    ]);
    const update = steps.find(({ id }) => id === 'update endpoint demo');
    expect(update?.inputs).toMatchObject({
      alarms: ['checkout', 'torchrelay-demo-server-errors', 'torchrelay-demo-latency'],
      waitsInSeconds: 1200,
    });
    expect(update?.permissions).toContain('cloudwatch:DescribeAlarms');
    expect(update?.changes.at(-1)).toEqual({
      path: 'traffic',
      before: 'all at once',
      after: 'canary, 10 %, watched for 600 s',
    });
  });

  test('takes up what a killed one left: alarms and all', () => {
    const left = liveDeployment(testSpec('one', { instances: 10 }), {
      alarms: ['server-errors', 'latency'],
    });
    const unwatched = testSpec('two', { instances: 10 });
    expect(inShort(planServing(unwatched, left)).slice(3, -2)).toEqual([
      'verify endpoint demo',
      'delete alarm torchrelay-demo-server-errors',
      'delete alarm torchrelay-demo-latency',
    ]);
    const done = liveDeployment(testSpec('two', { instances: 10 }), {
      alarms: ['server-errors', 'latency'],
    });
    expect(inShort(planServing(wanted({ alarms }), done))).toEqual([
      'delete alarm torchrelay-demo-server-errors',
      'delete alarm torchrelay-demo-latency',
    ]);
  });

  test('with alarms of the user’s alone makes none', () => {
    const steps = inShort(planServing(wanted({ alarms: { named: ['checkout'] } }), live));
    expect(steps.filter((step) => step.includes('alarm'))).toEqual([]);
  });

  test('of a first deployment has nothing to move', () => {
    expect(inShort(planServing(wanted({ alarms }), undefined))).toEqual([
      'create model demo',
      'create endpoint configuration demo',
      'create endpoint demo',
      'verify endpoint demo',
    ]);
  });
});

test('alarms go before the endpoint that tells of them', () => {
  const left = liveDeployment(testSpec(), { alarms: ['server-errors', 'latency'] });
  expect(inShort(planServing(undefined, left))).toEqual([
    'delete alarm torchrelay-demo-server-errors',
    'delete alarm torchrelay-demo-latency',
    'delete endpoint demo',
    'delete endpoint configuration demo',
    'delete model demo',
  ]);
  const recreate = testSpec('two', { strategy: 'recreate' });
  expect(inShort(planServing(recreate, left)).slice(2, 5)).toEqual([
    'delete alarm torchrelay-demo-server-errors',
    'delete alarm torchrelay-demo-latency',
    'delete endpoint demo',
  ]);
});

test('only those that there are go', () => {
  const left = liveDeployment(testSpec(), { alarms: ['latency'] });
  expect(inShort(planServing(undefined, left)).slice(0, 2)).toEqual([
    'delete alarm torchrelay-demo-latency',
    'delete endpoint demo',
  ]);
  const steps = planServing(wanted({ alarms: { serverErrorsPerMinute: 1 } }), left);
  expect(inShort(steps).filter((step) => step.includes('alarm'))).toEqual([
    'create alarm torchrelay-demo-server-errors',
    'delete alarm torchrelay-demo-server-errors',
    'delete alarm torchrelay-demo-latency',
  ]);
  const made = steps.find(({ action, kind }) => action === 'create' && kind === 'alarm');
  expect(made?.inputs).toMatchObject({ allWatch: 'server-errors latency', bound: 1 });
});

describe('the most instances at once are', () => {
  test.each<[string, ServeSpec, number]>([
    ['both fleets while traffic moves by canary', wanted({}), 20],
    ['both fleets while it moves in parts', wanted(linear), 20],
    [
      'a tenth more in place without a wish',
      testSpec('two', { instances: 10, strategy: 'in-place' }),
      11,
    ],
    ['a quarter more in place, in quarters', wanted(linear, { strategy: 'in-place' }), 13],
    ['the larger of both with a gap', testSpec('two', { instances: 4, strategy: 'recreate' }), 10],
    ['as many as there are for the same release', testSpec('one', { instances: 10 }), 10],
  ])('%s', (_, want, count) => {
    expect(peakInstances(want, live)).toBe(count);
  });
});
