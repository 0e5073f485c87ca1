import { describe, expect, test } from 'vitest';

import { rolloutArgs, type RolloutValues } from '../commands/rollout-args.ts';
import { rolloutOption } from './rollout-option.ts';

const nothing: RolloutValues = {
  rollout: undefined,
  rolloutPart: undefined,
  rolloutWait: undefined,
  rolloutAlarm: [],
  rolloutMirror: undefined,
  keepOld: undefined,
};

describe('the rollout of a command line', () => {
  test('is none where none of its options was given', () => {
    expect(rolloutOption(nothing)).toEqual({});
  });

  test('has what was said, and no more', () => {
    expect(rolloutOption({ ...nothing, rollout: 'canary', rolloutWait: 600_000 })).toEqual({
      rollout: { shift: 'canary', waitInMs: 600_000 },
    });
  });

  test('gathers alarms of all kinds', () => {
    const rolloutAlarm = ['errors=5', 'latency=250.5', 'checkout-slow', 'basket-slow'].flatMap(
      (given) => rolloutArgs.rolloutAlarm.value.parse(given) ?? [],
    );
    expect(rolloutOption({ ...nothing, rolloutAlarm }).rollout?.alarms).toEqual({
      named: ['checkout-slow', 'basket-slow'],
      serverErrorsPerMinute: 5,
      latencyP99InMs: 250.5,
    });
  });

  test('takes parts, mirroring and the end of the old release', () => {
    const given = { rolloutPart: { percent: 25 }, rolloutMirror: 10, keepOld: 1000 } as const;
    expect(rolloutOption({ ...nothing, ...given }).rollout).toEqual({
      percent: 25,
      mirrorPercent: 10,
      keepOldInMs: 1000,
    });
  });
});

describe('on the command line', () => {
  test.each([
    ['10%', { percent: 10 }],
    ['2', { instances: 2 }],
    ['0', undefined],
    ['ten', undefined],
    ['10 %', undefined],
  ])('the part %j is %j', (given, part) => {
    expect(rolloutArgs.rolloutPart.value.parse(given)).toEqual(part);
  });

  test.each(['', 'errors=', 'errors=many', 'latency=-1'])('the alarm %j is none', (given) => {
    expect(rolloutArgs.rolloutAlarm.value.parse(given)).toBeUndefined();
  });
});
