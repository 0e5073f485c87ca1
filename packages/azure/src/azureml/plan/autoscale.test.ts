import { describe, expect, test } from 'vitest';

import { deploymentNameOf } from '../names.ts';
import { observed, servingRelease, testSpec } from '../test-support/test-spec.ts';
import { planServing } from './plan-serving.ts';

const [one, two] = [testSpec('one'), testSpec('two')];
const rule = {
  min: 1,
  max: 3,
  requestsPerInstancePerMinute: 60,
  scaleOutCooldownInMs: 60_000,
  scaleInCooldownInMs: 120_000,
};
const scaled = {
  ...servingRelease(one),
  autoscaling: [{ id: '/…/rule', deployment: deploymentNameOf(one), rule }],
};

const planned = (...asked: Parameters<typeof planServing>): readonly string[] =>
  planServing(...asked).map(({ action, kind }) => `${action} ${kind}`);

describe('a rule for autoscaling', () => {
  test('comes after the traffic: without requests it would take instances away', () => {
    expect(planned({ ...one, autoscaling: rule }, undefined).slice(-2)).toEqual([
      'verify endpoint',
      'create autoscaling',
    ]);
  });

  test('that is there changes nothing, also where Azure keeps it in whole minutes', () => {
    expect(planned({ ...one, autoscaling: rule }, observed(scaled))).toEqual([]);
    const finer = { ...rule, scaleOutCooldownInMs: 59_000 };
    expect(planned({ ...one, autoscaling: finer }, observed(scaled))).toEqual([]);
  });

  test('is changed alone, and says from what to what', () => {
    const [step, ...rest] = planServing(
      { ...one, autoscaling: { ...rule, max: 5 } },
      observed(scaled),
    );
    expect(rest).toEqual([]);
    expect(step).toMatchObject({
      action: 'update',
      kind: 'autoscaling',
      permissions: ['Microsoft.Insights/autoscalesettings/write'],
      changes: [
        {
          before: '1 to 3 instances, 60 requests per minute for each',
          after: '1 to 5 instances, 60 requests per minute for each',
        },
      ],
    });
  });

  test('that somebody has made another one of is set again', () => {
    const native = {
      ...scaled,
      autoscaling: [{ id: 'x', deployment: deploymentNameOf(one), rule: null }],
    };
    expect(planned({ ...one, autoscaling: rule }, observed(native))).toEqual([
      'update autoscaling',
    ]);
  });

  test('that is wanted no more goes before the number of instances is set', () => {
    expect(planned({ ...one, instances: 2 }, observed(scaled))).toEqual([
      'delete autoscaling',
      'update deployment',
    ]);
  });

  test('of the old release goes before it does, and the new one has its own', () => {
    const steps = planServing({ ...two, autoscaling: rule }, observed(scaled));
    const shown = steps.map(({ action, kind, target }) => `${action} ${kind} ${target}`);
    const [old, fresh] = [deploymentNameOf(one), deploymentNameOf(two)];
    expect(shown.slice(shown.indexOf('verify endpoint demo'))).toEqual([
      'verify endpoint demo',
      `create autoscaling ${fresh}`,
      `delete autoscaling ${old}`,
      `delete deployment ${old}`,
      expect.stringContaining('delete model') as string,
    ]);
  });

  test('goes first of all when everything does, and also when nothing else is left', () => {
    expect(planned(undefined, observed(scaled))).toEqual([
      'delete autoscaling',
      'delete endpoint',
      'delete model',
    ]);
    const left = { ...scaled, endpoint: null, deployments: [], models: [] };
    expect(planned(undefined, observed(left))).toEqual(['delete autoscaling']);
  });
});
