import type { Rollout, ServeSpec, Step } from '@torchrelay/core/target';
import { describe, expect, test } from 'vitest';

import { deploymentNameOf } from '../names.ts';
import type { AzureMlNative } from '../native.ts';
import {
  liveDeployment,
  liveEndpoint,
  observed,
  servingRelease,
  testSpec,
} from '../test-support/test-spec.ts';
import { planServing } from './plan-serving.ts';

const [one, two] = [testSpec('one'), testSpec('two')];
const [old, fresh] = [deploymentNameOf(one), deploymentNameOf(two)];

const waitInMs = 600_000;
const canary: Rollout = { shift: 'canary', percent: 10, waitInMs, keepOldInMs: 0 };

function routes(rollout: Rollout, native: AzureMlNative = servingRelease(one)): readonly Step[] {
  const want: ServeSpec = { ...two, rollout };
  return planServing(want, observed(native)).filter(({ action }) => action === 'route');
}

/** Each move in short: shares, copies, and how long it is watched. */
function moves(rollout: Rollout, native?: AzureMlNative): readonly unknown[] {
  return routes(rollout, native).map(({ inputs: { traffic, mirror, watch } }) => ({
    traffic,
    ...(Object.keys(mirror as object).length > 0 && { mirror }),
    waits: (watch as { readonly waitInMs: number } | undefined)?.waitInMs ?? 0,
  }));
}

describe('traffic moves to a new release', () => {
  test('by a canary: a part, a wait, and the rest', () => {
    expect(moves(canary)).toEqual([
      { traffic: { [old]: 90, [fresh]: 10 }, waits: waitInMs },
      { traffic: { [old]: 0, [fresh]: 100 }, waits: 0 },
    ]);
  });

  test.each([
    [25, [25, 50, 75, 100]],
    [40, [40, 80, 100]],
    [100, [100]],
  ])('part by part of %i %%', (percent, shares) => {
    const made = routes({ ...canary, shift: 'linear', percent });
    expect(made.map(({ inputs }) => (inputs['traffic'] as Record<string, number>)[fresh])).toEqual(
      shares,
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(shares.length);
  });

  test('after copies of requests went to it', () => {
    const [first, second] = moves({ ...canary, mirrorPercent: 30 });
    expect(first).toEqual({ traffic: { [fresh]: 0 }, mirror: { [fresh]: 30 }, waits: waitInMs });
    expect(second).toMatchObject({ traffic: { [old]: 90, [fresh]: 10 } });
  });

  test('at once and watched, where only alarms were given', () => {
    const alarms = { serverErrorsPerMinute: 5, latencyP99InMs: 200 };
    const [only] = routes({ shift: 'all-at-once', waitInMs, keepOldInMs: 0, alarms });
    expect(only?.inputs['watch']).toEqual({ waitInMs, deployment: fresh, ...alarms });
    expect(only?.permissions).toContain('Microsoft.Insights/metrics/read');
  });

  test('and the old one stays a while, after the endpoint was asked', () => {
    const want = { ...two, rollout: { ...canary, keepOldInMs: 60_000 } };
    const steps = planServing(want, observed(servingRelease(one)));
    const shown = steps.map(({ action, kind }) => `${action} ${kind}`);
    expect(shown.slice(shown.indexOf('verify endpoint'))).toEqual([
      'verify endpoint',
      'route traffic',
      'delete deployment',
      'delete model',
    ]);
    expect(moves(want.rollout).at(-1)).toMatchObject({ waits: 60_000 });
  });

  test('at once where there is nothing to move it from', () => {
    const steps = planServing({ ...one, rollout: canary }, undefined);
    expect(steps.filter(({ action }) => action === 'route')).toHaveLength(1);
  });

  test('of our share alone, where others have theirs', () => {
    const native = {
      ...servingRelease(one),
      endpoint: liveEndpoint({ traffic: { [old]: 50, theirs: 50 } }),
      others: ['theirs'],
    };
    expect(moves(canary, native)).toEqual([
      { traffic: { [old]: 45, [fresh]: 5 }, waits: waitInMs },
      { traffic: { [old]: 0, [fresh]: 50 }, waits: 0 },
    ]);
  });

  test('gone on with where a canary was left', () => {
    const native = {
      ...servingRelease(one),
      endpoint: liveEndpoint({ traffic: { [old]: 90, [fresh]: 10 } }),
      deployments: [liveDeployment(one), liveDeployment(two)],
    };
    expect(moves({ ...canary, mirrorPercent: 30 }, native)).toEqual([
      { traffic: { [old]: 90, [fresh]: 10 }, waits: waitInMs },
      { traffic: { [old]: 0, [fresh]: 100 }, waits: 0 },
    ]);
  });

  test('more copies than Azure makes are refused', () => {
    expect(() => routes({ ...canary, mirrorPercent: 51 })).toThrow('copies at most 50 %');
  });

  test('copies to a second deployment are refused', () => {
    const endpoint = liveEndpoint({ traffic: { [old]: 100 }, mirrorTraffic: { shadow: 10 } });
    const native = { ...servingRelease(one), endpoint, others: ['shadow'] };
    expect(() => routes({ ...canary, mirrorPercent: 20 }, native)).toThrow(
      'copied to shadow already',
    );
  });
});

describe('the release before, where it is kept', () => {
  const keep = { keepPrevious: true };
  const deletes = (steps: readonly Step[]): readonly string[] =>
    steps.filter(({ action }) => action === 'delete').map(({ kind }) => kind);

  test('stays with its model, without traffic', () => {
    const steps = planServing(two, observed(servingRelease(one)), keep);
    expect(deletes(steps)).toEqual([]);
    expect(steps.at(-2)?.inputs).toMatchObject({ traffic: { [old]: 0, [fresh]: 100 } });
  });

  test('is rolled back to by moving the traffic alone', () => {
    const native = {
      ...servingRelease(two),
      deployments: [liveDeployment(one), liveDeployment(two)],
      models: [...servingRelease(one).models, ...servingRelease(two).models],
    };
    const steps = planServing(one, observed(native), keep);
    expect(steps.map(({ action }) => action)).toEqual(['verify', 'route', 'verify']);
  });

  test('is one: the one before it goes', () => {
    const zero = testSpec('zero');
    const native = {
      ...servingRelease(one),
      deployments: [liveDeployment(zero, { createdAt: 1 }), liveDeployment(one, { createdAt: 2 })],
    };
    const gone = planServing(two, observed(native), keep).filter(
      ({ action }) => action === 'delete',
    );
    expect(gone.map(({ target }) => target)).toEqual([deploymentNameOf(zero)]);
    const both = {
      ...servingRelease(two),
      deployments: [...native.deployments, liveDeployment(two)],
    };
    const left = planServing(two, observed(both), keep).filter(({ kind }) => kind === 'deployment');
    expect(left.map(({ target }) => target)).toEqual([deploymentNameOf(zero)]);
  });

  test('goes once nobody wants it kept', () => {
    const native = {
      ...servingRelease(two),
      deployments: [liveDeployment(one), liveDeployment(two)],
    };
    expect(deletes(planServing(two, observed(native)))).toEqual(['deployment']);
  });
});

test('each move says from what to what', () => {
  expect(routes({ ...canary, percent: 25 }).map(({ changes }) => changes)).toEqual([
    [
      { path: `traffic.${old}`, before: 100, after: 75 },
      { path: `traffic.${fresh}`, before: 0, after: 25 },
    ],
    [
      { path: `traffic.${old}`, before: 75, after: 0 },
      { path: `traffic.${fresh}`, before: 25, after: 100 },
    ],
  ]);
});
