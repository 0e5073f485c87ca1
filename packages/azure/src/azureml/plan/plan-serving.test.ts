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
import { servingNotes } from './serving-notes.ts';

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
    expect(steps.at(-2)?.inputs).toEqual({ traffic: { [oldName]: 100 }, mirror: {} });
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
    expect(steps[4]?.inputs).toEqual({ traffic: { [oldName]: 0, [newName]: 100 }, mirror: {} });
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
    expect(steps[0]?.inputs).toEqual({ traffic: { [oldName]: 0 }, mirror: {} });
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

  test('an endpoint whose change failed is written as it is before it gets a deployment', () => {
    const native = servingRelease(one);
    const endpoint = liveEndpoint({ ...native.endpoint, state: 'Failed' });
    const [mending, ...rest] = planServing(two, observed({ ...native, endpoint }));
    expect(mending).toMatchObject({
      id: 'mend endpoint demo',
      action: 'update',
      inputs: { properties: {}, tags: {} },
      changes: [{ path: 'state', before: 'Failed', after: 'Succeeded' }],
    });
    expect(rest).toEqual(planServing(two, observed(native)));
  });

  test('a deployment that failed while it serves gives its traffic back before it is made again', () => {
    const { deployments, ...native } = servingRelease(one);
    const failed = deployments.map((each) => ({ ...each, state: 'Failed' }));
    const steps = planServing(one, observed({ ...native, deployments: failed }));
    expect(steps.map(({ action, kind }) => `${action} ${kind}`)).toEqual([
      'route traffic',
      'delete deployment',
      'create environment',
      'create deployment',
      ...making.slice(3),
    ]);
    expect(steps[0]?.inputs).toEqual({ traffic: { [oldName]: 0 }, mirror: {} });
    expect(steps.at(-2)?.inputs).toEqual({ traffic: { [oldName]: 100 }, mirror: {} });
  });

  test('a deployment that failed leaves its traffic to those that serve beside it', () => {
    const serving = servingRelease(two);
    const endpoint = liveEndpoint({ traffic: { [oldName]: 20, [newName]: 80 } });
    const failed = liveDeployment(one, { state: 'Failed' });
    const deployments = [...serving.deployments, failed];
    const [first] = planServing(one, observed({ ...serving, endpoint, deployments }));
    expect(first?.inputs).toEqual({ traffic: { [oldName]: 0, [newName]: 100 }, mirror: {} });
  });
});

describe('deployments of others beside ours', () => {
  const native = {
    ...servingRelease(one),
    endpoint: liveEndpoint({ traffic: { [oldName]: 90, canary: 10 } }),
    others: ['canary'],
  };

  test('keep their share of the traffic', () => {
    expect(planned(one, observed(native))).toEqual([]);
    const route = planServing(two, observed(native)).find(({ action }) => action === 'route');
    expect(route?.inputs).toEqual({ traffic: { [oldName]: 0, [newName]: 90 }, mirror: {} });
  });

  test('that have all of it must be asked for some', () => {
    const endpoint = liveEndpoint({ traffic: { canary: 100 } });
    expect(() => planServing(two, observed({ ...native, endpoint }))).toThrow(
      'All traffic of the endpoint demo goes to deployments that torchrelay has not made.',
    );
  });
});

describe('a removal beside deployments of others', () => {
  const endpoint = liveEndpoint({ traffic: { [oldName]: 80, canary: 5, other: 15 } });
  const native = { ...servingRelease(one), endpoint, others: ['canary', 'other', 'idle'] };

  test('leaves them and the endpoint, and gives them the traffic that ours had', () => {
    const steps = planServing(undefined, observed(native));
    expect(steps.map(({ action, kind }) => `${action} ${kind}`)).toEqual([
      'route traffic',
      'delete deployment',
      'delete model',
    ]);
    expect(steps[0]?.inputs).toEqual({
      traffic: { [oldName]: 0, canary: 25, other: 75 },
      mirror: {},
    });
    expect(steps[0]?.changes).toContainEqual({ path: 'traffic.canary', before: 5, after: 25 });
  });

  test('says what stays, and why', () => {
    const [note, ...rest] = servingNotes(undefined, observed(native));
    expect(rest).toEqual([]);
    expect(note?.message).toBe(
      'The endpoint demo stays: canary, other, idle are on it, which torchrelay has not made. All of its traffic goes to canary, other. Once that is gone, the same command removes the endpoint too.',
    );
  });

  test('is over once nothing of ours is left, and goes on when theirs is gone', () => {
    const left = { ...native, deployments: [], models: [] };
    expect(planned(undefined, observed(left))).toEqual([]);
    expect(planned(undefined, observed({ ...left, others: [] }))).toEqual(['delete endpoint']);
  });

  test('sends nothing anywhere where none of theirs had traffic', () => {
    const only = { ...servingRelease(one), others: ['idle'] };
    const [route] = planServing(undefined, observed(only));
    expect(route?.inputs).toEqual({ traffic: { [oldName]: 0 }, mirror: {} });
  });

  test('stops copies of requests too: what gets some is not deleted', () => {
    const mirrored = liveEndpoint({ mirrorTraffic: { [oldName]: 10 } });
    const steps = planned(
      undefined,
      observed({ ...servingRelease(one), endpoint: mirrored, others: ['idle'] }),
    );
    expect(steps[0]).toBe('route traffic');
  });

  test('of an endpoint that failed does not take it away from them', () => {
    const broken = liveEndpoint({ state: 'Failed' });
    const deployments = [liveDeployment(one, { state: 'Failed' })];
    const failed = { endpoint: broken, deployments, models: [], others: ['theirs'] };
    expect(planned(one, observed(failed))).not.toContain('delete endpoint');
  });

  test('recreating is refused: theirs would get all of the traffic meanwhile', () => {
    const want = { ...two, strategy: 'recreate' as const };
    expect(() => planServing(want, observed(native))).toThrow('canary, other, which torchrelay');
  });
});

describe('settings of the endpoint', () => {
  const live = observed({
    ...servingRelease(one),
    endpoint: liveEndpoint({ traffic: { [oldName]: 100 }, tags: { team: 'vision', cost: '1' } }),
  });

  test('that are as they were, or not given, change nothing', () => {
    const tags = { team: 'vision' };
    expect(planServing(one, live, {})).toEqual([]);
    expect(planServing(one, live, { auth: 'key', publicAccess: true, tags })).toEqual([]);
  });

  test.each([
    [{ auth: 'aad_token' }, { path: 'authMode', before: 'Key', after: 'AADToken' }],
    [
      { publicAccess: false },
      { path: 'publicNetworkAccess', before: 'Enabled', after: 'Disabled' },
    ],
    [{ tags: { team: 'audio' } }, { path: 'tags.team', before: 'vision', after: 'audio' }],
    [{ tags: { new: 'x' } }, { path: 'tags.new', before: null, after: 'x' }],
  ] as const)('%j are a step of the plan, and nothing else is', (wanted, change) => {
    const steps = planServing(one, live, wanted);
    expect(steps).toHaveLength(1);
    expect(steps[0]).toMatchObject({ action: 'update', kind: 'endpoint', changes: [change] });
  });

  const identity = '/subscriptions/s/resourceGroups/g/providers/…/mine';

  test('another identity is refused where nobody has agreed to a gap', () => {
    expect(() => planServing(one, live, { identity })).toThrow(
      `not ${identity}, and Azure changes no endpoint’s identity`,
    );
  });

  test('another identity is another endpoint where somebody has', () => {
    const want = { ...one, strategy: 'recreate' as const };
    const steps = planServing(want, live, { identity });
    expect(steps.slice(0, 2).map(({ action, kind }) => `${action} ${kind}`)).toEqual([
      'delete endpoint',
      'create endpoint',
    ]);
  });

  test('the same identity in other letters is the same', () => {
    const endpoint = liveEndpoint({
      traffic: { [oldName]: 100 },
      identities: [identity.toUpperCase()],
    });
    const same = observed({ ...servingRelease(one), endpoint });
    expect(planServing(one, same, { identity })).toEqual([]);
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
