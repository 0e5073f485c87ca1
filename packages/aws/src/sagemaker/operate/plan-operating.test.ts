import type { Autoscaling, Deployment } from '@torchrelay/core/target';
import { describe, expect, test } from 'vitest';

import { planServing } from '../plan/plan-serving.ts';
import { inShort, liveDeployment, testOffer, testSpec } from '../test-support/test-spec.ts';
import { withOperating } from './observe-operating.ts';
import type { OperatingNative } from './operating-native.ts';
import { planOperating } from './plan-operating.ts';

const plan = planOperating({ plan: (want, live) => planServing(want, live), hasRole: false });
const withRole = planOperating({ plan: (want, live) => planServing(want, live), hasRole: true });

const rule: Autoscaling = {
  min: 1,
  max: 4,
  requestsPerInstancePerMinute: 60,
  scaleOutCooldownInMs: 60_000,
  scaleInCooldownInMs: 120_000,
};
const { min, max, ...policy } = rule;
const at = Date.parse('2026-12-01T12:00:00Z');

/** What serves `one`, with what goes with it. */
function serving(operating: Partial<OperatingNative> = {}): Deployment {
  const spec = testSpec('one');
  const { digest, offer, instances } = spec;
  const served = {
    specDigest: digest,
    packageDigest: spec.package.digest,
    offerId: offer.id,
    instances,
  };
  const live = { ...liveDeployment(spec), serving: served };
  return withOperating(live, { scalable: null, schedule: null, ...operating });
}

const scaled = { scalable: { min, max, policy } };
const ending = { schedule: { arn: 'arn:schedule', at } };

describe('a rule for autoscaling', () => {
  test('comes after what it scales is made and has answered', () => {
    const steps = inShort(plan(testSpec('one', { autoscaling: rule }), undefined));
    expect(steps.slice(-3)).toEqual([
      'create endpoint demo',
      'verify endpoint demo',
      'create autoscaling demo',
    ]);
  });

  test('that is there is no change, and another one is one step', () => {
    expect(plan(testSpec('one', { autoscaling: rule }), serving(scaled))).toEqual([]);
    const [step, ...more] = plan(
      testSpec('one', { autoscaling: { ...rule, max: 6 } }),
      serving(scaled),
    );
    expect(more).toEqual([]);
    expect(step).toMatchObject({
      action: 'update',
      kind: 'autoscaling',
      changes: [
        {
          path: 'rule',
          before: '1 to 4 instances, 60 requests a minute for each',
          after: '1 to 6 instances, 60 requests a minute for each',
        },
      ],
    });
  });

  test('that is half made is made whole', () => {
    const half = { scalable: { min, max, policy: null } };
    const steps = plan(testSpec('one', { autoscaling: rule }), serving(half));
    expect(inShort(steps)).toEqual(['create autoscaling demo']);
  });

  test('ends before the number is set that it would change again', () => {
    const steps = inShort(plan(testSpec('one', { instances: 3 }), serving(scaled)));
    expect(steps).toEqual(['delete autoscaling demo', 'update instances demo']);
  });

  test('of somebody else is left alone', () => {
    const foreign = { scalable: { min, max, policy: null } };
    expect(plan(testSpec('one'), serving(foreign))).toEqual([]);
  });

  test('stands aside for another type of instance, and comes back', () => {
    const want = testSpec('one', { autoscaling: rule, offer: testOffer('ml.p4d.24xlarge') });
    const steps = inShort(plan(want, serving(scaled)));
    expect(steps[0]).toBe('delete autoscaling demo');
    expect(steps.at(-1)).toBe('update autoscaling demo');
    expect(steps).toContain('update endpoint demo');
  });

  test('comes back where the endpoint is made anew', () => {
    const want = testSpec('two', { autoscaling: rule, strategy: 'recreate' });
    const steps = inShort(plan(want, serving(scaled)));
    expect(steps[0]).toBe('delete autoscaling demo');
    expect(steps.at(-1)).toBe('update autoscaling demo');
  });
});

describe('a time limit', () => {
  test('is set before anything bills, and after something is there to be found by', () => {
    const steps = inShort(plan(testSpec('one', { ttlInMs: 90 * 60_000 }), undefined));
    expect(steps).toEqual([
      'create model demo',
      'create endpoint configuration demo',
      'create schedule role demo',
      'create schedule demo',
      'create endpoint demo',
      'verify endpoint demo',
    ]);
  });

  test('says how long it is, and until when it was before', () => {
    const [, step] = plan(testSpec('one', { ttlInMs: 90 * 60_000 }), serving(ending));
    expect(step).toMatchObject({
      action: 'update',
      kind: 'schedule',
      inputs: { ttlInMs: 90 * 60_000 },
      changes: [
        { path: 'ends', before: '2026-12-01T12:00:00.000Z', after: '90 min after it is set' },
      ],
    });
  });

  test('needs no role of ours where one is given', () => {
    const want = testSpec('one', { ttlInMs: 2 * 3_600_000 });
    expect(inShort(withRole(want, serving()))).toEqual(['create schedule demo']);
    expect(inShort(withRole(testSpec('one', { ttlInMs: null }), serving(ending)))).toEqual([
      'delete schedule demo',
    ]);
  });

  test('stays where nobody asks, and is taken away, the role first', () => {
    expect(plan(testSpec('one'), serving(ending))).toEqual([]);
    expect(inShort(plan(testSpec('one', { ttlInMs: null }), serving(ending)))).toEqual([
      'delete schedule role demo',
      'delete schedule demo',
    ]);
    expect(plan(testSpec('one', { ttlInMs: null }), serving())).toEqual([]);
  });
});

test('removing ends the rule first, and the time limit when nothing bills any more', () => {
  expect(inShort(plan(undefined, serving({ ...scaled, ...ending })))).toEqual([
    'delete autoscaling demo',
    'delete endpoint demo',
    'delete schedule role demo',
    'delete schedule demo',
    'delete endpoint configuration demo',
    'delete model demo',
  ]);
});

test('what is left of an endpoint that is gone is removed all the same', () => {
  const live = serving({ ...scaled, ...ending });
  const native = { ...(live.native as object), endpoint: null, configs: [], models: [] };
  expect(inShort(plan(undefined, { ...live, native }))).toEqual([
    'delete autoscaling demo',
    'delete schedule role demo',
    'delete schedule demo',
  ]);
});
