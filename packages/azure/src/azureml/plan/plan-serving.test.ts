import { TorchrelayError } from '@torchrelay/core';
import type { Deployment, ServeSpec } from '@torchrelay/core/target';
import { describe, expect, test } from 'vitest';

import { deploymentNameOf, modelVersionOf } from '../names.ts';
import {
  liveDeployment,
  liveEndpoint,
  liveModel,
  observed,
  servingRelease,
  testOffer,
  testSpec,
} from '../test-support/test-spec.ts';
import { peakInstances } from './peak-instances.ts';
import { planServing } from './plan-serving.ts';

const [one, two] = [testSpec('one'), testSpec('two')];
const [oldName, newName] = [deploymentNameOf(one), deploymentNameOf(two)];

/** The plan in short: `create deployment`. */
function planned(want: ServeSpec | undefined, live: Deployment | undefined): readonly string[] {
  return planServing(want, live).map(({ action, kind }) => `${action} ${kind}`);
}

const making = [
  'create environment',
  'create model',
  'create deployment',
  'verify deployment',
  'route traffic',
  'verify endpoint',
];

describe('the plan', () => {
  test('of a first deployment asks the new one before it has traffic', () => {
    const steps = planServing(one, undefined);
    expect(steps.map(({ action, kind }) => `${action} ${kind}`)).toEqual([
      'create endpoint',
      ...making,
    ]);
    expect(steps.at(-3)?.inputs).toEqual({ release: one.digest, beforeTraffic: true });
    expect(steps.at(-2)?.inputs).toEqual({ to: oldName, share: 100, from: [] });
  });

  test('is empty where everything is as wanted', () => {
    expect(planned(one, observed(servingRelease(one)))).toEqual([]);
  });

  test('of another release leaves the old one serving until the new one has answered', () => {
    const steps = planServing(two, observed(servingRelease(one)));
    expect(steps.map(({ action, kind }) => `${action} ${kind}`)).toEqual([
      ...making,
      'delete deployment',
      'delete model',
    ]);
    expect(steps[4]?.inputs).toEqual({ to: newName, share: 100, from: [oldName] });
    expect(steps[6]?.target).toBe(oldName);
  });

  test('that recreates takes the traffic away first: Azure deletes nothing that has some', () => {
    const want = { ...two, strategy: 'recreate' as const };
    const steps = planServing(want, observed(servingRelease(one)));
    expect(steps.map(({ action, kind }) => `${action} ${kind}`)).toEqual([
      'route traffic',
      'delete deployment',
      ...making,
      'delete model',
    ]);
    expect(steps[0]?.inputs).toEqual({ to: null, share: 0, from: [oldName] });
    expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
  });

  test('of the same release on other instances is a second deployment beside the first', () => {
    const want = { ...one, offer: testOffer('Standard_ND96asr_v4') };
    const steps = planned(want, observed(servingRelease(one)));
    expect(steps).toEqual([
      'create environment',
      'create deployment',
      ...making.slice(3),
      'delete deployment',
    ]);
  });

  test('of another number of instances changes nothing else', () => {
    const [step, ...rest] = planServing({ ...one, instances: 3 }, observed(servingRelease(one)));
    expect(rest).toEqual([]);
    expect(step).toMatchObject({
      action: 'update',
      kind: 'deployment',
      target: oldName,
      changes: [{ path: 'instances', before: 1, after: 3 }],
    });
  });

  test('in place is refused', () => {
    const want = { ...two, strategy: 'in-place' as const };
    expect(() => planServing(want, undefined)).toThrow(TorchrelayError);
  });

  test('of nothing where nothing is, is empty', () => {
    expect(planned(undefined, undefined)).toEqual([]);
  });

  test('of a removal ends the endpoint with all in it, and the models after it', () => {
    const native = { ...servingRelease(one), models: [liveModel(one), liveModel(two)] };
    expect(planned(undefined, observed(native))).toEqual([
      'delete endpoint',
      'delete model',
      'delete model',
    ]);
  });

  test('survives JSON unchanged, and names what it needs to be allowed', () => {
    const steps = planServing(two, observed(servingRelease(one)));
    expect(JSON.parse(JSON.stringify(steps))).toEqual(steps);
    for (const { permissions } of steps) {
      expect(permissions.length).toBeGreaterThan(0);
      for (const each of permissions)
        expect(each).toMatch(/^Microsoft\.MachineLearningServices\/workspaces\//);
    }
  });
});

describe('what is half made', () => {
  test.each(['Failed', 'Canceled'])('a deployment that is %s is made again', (state) => {
    const native = {
      endpoint: liveEndpoint(),
      deployments: [liveDeployment(one, { state })],
      models: [liveModel(one)],
    };
    expect(planned(one, observed(native))).toEqual([
      'delete deployment',
      'create environment',
      'create deployment',
      ...making.slice(3),
    ]);
  });

  test('a deployment that is being made is gone on with', () => {
    const native = {
      endpoint: liveEndpoint(),
      deployments: [liveDeployment(one, { state: 'Creating' })],
      models: [liveModel(one)],
    };
    expect(planned(one, observed(native))).toEqual([
      'create environment',
      'create deployment',
      ...making.slice(3),
    ]);
  });

  test('a deployment without traffic is asked, and gets it', () => {
    const native = { ...servingRelease(one), endpoint: liveEndpoint() };
    expect(planned(one, observed(native))).toEqual(making.slice(3));
  });

  test('another release that failed goes first: it holds quota', () => {
    const { deployments, ...native } = servingRelease(one);
    const failed = liveDeployment(testSpec('three'), { state: 'Failed' });
    const steps = planServing(two, observed({ ...native, deployments: [...deployments, failed] }));
    expect(steps[0]).toMatchObject({ action: 'delete', kind: 'deployment', target: failed.name });
  });

  test.each([
    ['that never came to be', 'Failed', []],
    ['that is going', 'Deleting', [liveDeployment(one)]],
  ])('an endpoint %s is made again, with all that was in it', (_, state, deployments) => {
    const native = { endpoint: liveEndpoint({ state }), deployments, models: [liveModel(one)] };
    expect(planned(one, observed(native))).toEqual([
      'delete endpoint',
      'create endpoint',
      'create environment',
      ...making.slice(2),
    ]);
  });

  test('an endpoint whose change failed goes on serving, and its traffic is set again', () => {
    const native = servingRelease(one);
    const endpoint = liveEndpoint({ ...native.endpoint, state: 'Failed' });
    expect(planned(one, observed({ ...native, endpoint }))).toEqual(making.slice(3));
  });
});

describe('deployments of others beside ours', () => {
  const native = {
    ...servingRelease(one),
    endpoint: liveEndpoint({ traffic: { [oldName]: 90, canary: 10 } }),
  };

  test('keep their share of the traffic', () => {
    expect(planned(one, observed(native))).toEqual([]);
    const route = planServing(two, observed(native)).find(({ action }) => action === 'route');
    expect(route?.inputs).toMatchObject({ to: newName, share: 90, from: [oldName] });
  });

  test('that have all of it must be asked for some', () => {
    const endpoint = liveEndpoint({ traffic: { canary: 100 } });
    expect(() => planServing(two, observed({ ...native, endpoint }))).toThrow(
      'All traffic of the endpoint demo goes to deployments that torchrelay has not made.',
    );
  });
});

describe('the most instances at once', () => {
  test.each([
    ['a first deployment', one, undefined, 1],
    ['another release beside the old', { ...two, instances: 2 }, servingRelease(one), 3],
    ['one that recreates', { ...two, strategy: 'recreate' as const }, servingRelease(one), 1],
    ['more of the same', { ...one, instances: 4 }, servingRelease(one), 4],
  ])('for %s', (_, want, native, most) => {
    expect(peakInstances(want, native && observed(native))).toBe(most);
  });
});

describe('names', () => {
  test('are ones that Azure takes', () => {
    expect(oldName).toMatch(/^[a-z][a-z0-9-]{2,31}$/);
    expect(modelVersionOf(one)).toMatch(/^[0-9a-f]{12}$/);
  });
});
