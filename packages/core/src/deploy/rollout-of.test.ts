import { describe, expect, test } from 'vitest';

import { failureOf } from '../test-support/failure-of.ts';
import { testCloud, testTarget } from '../test-support/test-target.ts';
import type { RolloutCapabilities } from '../target/rollout.ts';
import type { ServeSpec, Strategy } from '../target/serving.ts';
import type { RolloutOptions } from './deploy-options.ts';
import { rolloutOf } from './rollout-of.ts';

const everything: RolloutCapabilities = {
  shifts: ['all-at-once', 'canary', 'linear'],
  parts: ['percent', 'instances'],
  alarms: ['named', 'serverErrorsPerMinute', 'latencyP99InMs'],
  mirrors: true,
};

function rollout(
  given: RolloutOptions | undefined,
  able: RolloutCapabilities | undefined = everything,
  strategy: Strategy = 'side-by-side',
): ServeSpec['rollout'] {
  const { capabilities } = testTarget(testCloud()).serving;
  return rolloutOf({
    options: { ...(given && { rollout: given }) },
    strategy,
    capabilities: { ...capabilities, ...(able && { rollout: able }) },
  }).rollout;
}

describe('a rollout', () => {
  test('is none where nothing is said of it', () => {
    expect(rollout(undefined)).toBeUndefined();
  });

  test('of which little is said is a canary of a tenth for five minutes', () => {
    expect(rollout({ shift: 'canary' })).toEqual({
      shift: 'canary',
      percent: 10,
      waitInMs: 300_000,
      keepOldInMs: 0,
    });
  });

  test('with a part is a canary, with nothing but alarms all at once', () => {
    expect(rollout({ instances: 2 })).toMatchObject({ shift: 'canary', instances: 2 });
    const watched = rollout({ alarms: { serverErrorsPerMinute: 5 } });
    expect(watched).toMatchObject({ shift: 'all-at-once', alarms: { serverErrorsPerMinute: 5 } });
    expect(watched).not.toHaveProperty('percent');
  });

  test('keeps what was given', () => {
    const given = {
      shift: 'linear',
      percent: 25,
      waitInMs: 1000,
      keepOldInMs: 2000,
      mirrorPercent: 5,
      alarms: { named: ['busy'], latencyP99InMs: 400 },
    } as const;
    expect(rollout(given)).toEqual(given);
  });

  test.each<[string, RolloutOptions, RegExp]>([
    ['percent and instances', { percent: 10, instances: 1 }, /not in both/],
    ['parts of all at once', { shift: 'all-at-once', percent: 10 }, /has no parts/],
    ['no per cent', { percent: 0 }, /percent is a whole number from 1 to 100, not 0/],
    ['more than all', { percent: 101 }, /not 101/],
    ['half an instance', { instances: 0.5 }, /instances is a whole number from 1, not 0.5/],
    ['mirroring of too much', { mirrorPercent: 200 }, /mirrorPercent/],
    ['a wait backwards', { waitInMs: -1 }, /waitInMs is a number from 0, not -1/],
    ['a wait without end', { keepOldInMs: Number.POSITIVE_INFINITY }, /keepOldInMs/],
    ['errors below none', { alarms: { serverErrorsPerMinute: -1 } }, /serverErrorsPerMinute/],
    ['no number', { alarms: { latencyP99InMs: Number.NaN } }, /latencyP99InMs/],
    ['an alarm without a name', { alarms: { named: [' '] } }, /name is empty/],
  ])('with %s is refused', async (_, given, message) => {
    const error = await failureOf((async () => rollout(given))());
    expect(error).toMatchObject({ code: 'ROLLOUT_INVALID' });
    expect(error.message).toMatch(message);
  });

  test.each<[string, RolloutOptions, Partial<RolloutCapabilities>, RegExp, RegExp]>([
    ['shift', { shift: 'linear' }, { shifts: ['canary'] }, /"linear"/, /"canary"/],
    ['kind of part', { instances: 1 }, { parts: ['percent'] }, /"instances"/, /"percent"/],
    [
      'alarm',
      { alarms: { latencyP99InMs: 1 } },
      { alarms: ['named'] },
      /"latencyP99InMs"/,
      /"named"/,
    ],
    ['mirroring', { mirrorPercent: 5 }, { mirrors: false }, /mirrored/, /Leave that out/],
  ])(
    'with a %s that the target has not is refused, and the hint says what it has',
    async (_, given, able, message, hint) => {
      const error = await failureOf((async () => rollout(given, { ...everything, ...able }))());
      expect(error).toMatchObject({ code: 'ROLLOUT_UNSUPPORTED' });
      expect(error.message).toMatch(message);
      expect(error.hint).toMatch(hint);
    },
  );

  test('is refused on a target that moves traffic all at once only', async () => {
    const { capabilities } = testTarget(testCloud()).serving;
    const options = { rollout: { shift: 'canary' } } as const;
    const work = (async () => rolloutOf({ options, strategy: 'in-place', capabilities }))();
    expect(await failureOf(work)).toMatchObject({ code: 'ROLLOUT_UNSUPPORTED' });
  });

  test('is refused where the old release goes first', async () => {
    const error = await failureOf((async () => rollout({ percent: 5 }, everything, 'recreate'))());
    expect(error).toMatchObject({ code: 'ROLLOUT_UNSUPPORTED' });
    expect(error.message).toMatch(/goes first/);
  });
});
