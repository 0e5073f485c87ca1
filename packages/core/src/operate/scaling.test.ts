import { describe, expect, test } from 'vitest';

import { failureOf } from '../test-support/failure-of.ts';
import type { Autoscaling } from '../target/autoscaling.ts';
import { type AutoscaleOptions, mostInstances, resolveScaling, scalingRequest } from './scaling.ts';

const able = { autoscales: true };
const rule: Autoscaling = {
  min: 2,
  max: 5,
  requestsPerInstancePerMinute: 60,
  scaleOutCooldownInMs: 1000,
  scaleInCooldownInMs: 2000,
};
const live = { specDigest: 'a', packageDigest: 'b', offerId: 'c', instances: 3 };

describe('what is asked of the number of instances', () => {
  test('is to keep it, where nothing is said', () => {
    expect(scalingRequest({}, {})).toEqual({ kind: 'keep' });
  });

  test('is a number', () => {
    expect(scalingRequest({ instances: 4 }, {})).toEqual({ kind: 'fixed', instances: 4 });
  });

  test('is a rule, with cooldowns of five minutes unless given', () => {
    const { min, max, requestsPerInstancePerMinute } = rule;
    const autoscale = { min, max, requestsPerInstancePerMinute };
    expect(scalingRequest({ autoscale }, able)).toEqual({
      kind: 'automatic',
      autoscaling: {
        ...autoscale,
        scaleOutCooldownInMs: 300_000,
        scaleInCooldownInMs: 300_000,
      },
    });
    expect(scalingRequest({ autoscale: rule }, able)).toEqual({
      kind: 'automatic',
      autoscaling: rule,
    });
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'cannot be %d instances',
    async (instances) => {
      const error = await failureOf(() => scalingRequest({ instances }, able));
      expect(error).toMatchObject({ code: 'INSTANCES_INVALID', data: { instances } });
    },
  );

  test.each<[Partial<AutoscaleOptions>, string]>([
    [{ min: 0 }, 'at least 0 instances'],
    [{ max: 1.5 }, 'at most 1.5 instances'],
    [{ min: 6 }, 'at most 5 instances, and at least 6'],
    [{ requestsPerInstancePerMinute: 0 }, '0 requests per instance and minute'],
    [
      { requestsPerInstancePerMinute: Number.POSITIVE_INFINITY },
      'Infinity requests per instance and minute',
    ],
    [{ scaleInCooldownInMs: -1 }, 'a cooldown of -1 ms'],
    [{ scaleOutCooldownInMs: 2 * 86_400_000 }, 'a cooldown of 172800000 ms'],
    [{ scaleOutCooldownInMs: Number.NaN }, 'a cooldown of NaN ms'],
  ])('cannot be the rule %j', async (wrong, problem) => {
    const error = await failureOf(() => scalingRequest({ autoscale: { ...rule, ...wrong } }, able));
    expect(error).toMatchObject({
      code: 'AUTOSCALING_INVALID',
      message: `This is no rule for autoscaling: ${problem}.`,
    });
  });

  test('cannot be a number and a rule', async () => {
    const error = await failureOf(() => scalingRequest({ instances: 2, autoscale: rule }, able));
    expect(error).toMatchObject({ code: 'SCALING_INVALID' });
  });

  test('cannot be a rule where nobody would follow it', async () => {
    const error = await failureOf(() => scalingRequest({ autoscale: rule }, {}));
    expect(error).toMatchObject({ code: 'AUTOSCALING_UNSUPPORTED' });
    expect(error.hint).toContain('torchrelay scale');
  });
});

describe('the number of instances that follows', () => {
  const first = { instances: 1, autoscaling: undefined };
  const automatic = { kind: 'automatic', autoscaling: rule } as const;

  test('is the first one’s where nothing serves and nobody says', () => {
    expect(resolveScaling({ request: { kind: 'keep' }, live: undefined, first })).toEqual(first);
  });

  test('is what there is, with its rule, where nobody says', () => {
    const scaled = { ...live, autoscaling: rule };
    expect(resolveScaling({ request: { kind: 'keep' }, live: scaled, first })).toEqual({
      instances: 3,
      autoscaling: rule,
    });
  });

  test('is a given one, and ends a rule', () => {
    const request = { kind: 'fixed', instances: 7 } as const;
    expect(resolveScaling({ request, live: { ...live, autoscaling: rule }, first })).toEqual({
      instances: 7,
      autoscaling: undefined,
    });
  });

  test.each([
    [undefined, 2],
    [1, 2],
    [4, 4],
    [9, 5],
  ])('is as near to %s as the rule allows', (instances, expected) => {
    const served = instances === undefined ? undefined : { ...live, instances };
    expect(resolveScaling({ request: automatic, live: served, first })).toEqual({
      instances: expected,
      autoscaling: rule,
    });
  });
});

test('the most instances are those of the rule, or those that there are', () => {
  expect(mostInstances({ instances: 3 })).toBe(3);
  expect(mostInstances({ instances: 3, autoscaling: rule })).toBe(5);
  expect(mostInstances({ instances: 8, autoscaling: rule })).toBe(8);
});
