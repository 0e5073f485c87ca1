import { describe, expect, test } from 'vitest';

import { configNameOf } from '../names.ts';
import { inShort, liveDeployment, testOffer, testSpec } from '../test-support/test-spec.ts';
import { peakInstances, rollingBatch } from './peak-instances.ts';
import { planServing } from './plan-serving.ts';

const one = testSpec('one');
const two = testSpec('two');
const live = liveDeployment(one);

const creation = ['create model demo', 'create endpoint configuration demo'];
const removalOfParts = ['delete endpoint configuration demo', 'delete model demo'];

describe('from nothing', () => {
  test('a model, a configuration and an endpoint are made, and asked', () => {
    expect(inShort(planServing(one, undefined))).toEqual([
      ...creation,
      'create endpoint demo',
      'verify endpoint demo',
    ]);
  });

  test('the same is planned every time: nothing in it is of the moment', () => {
    expect(planServing(one, undefined)).toEqual(planServing(one, undefined));
    expect(JSON.parse(JSON.stringify(planServing(one, undefined)))).toEqual(
      planServing(one, undefined),
    );
  });

  test('there is nothing to remove', () => {
    expect(planServing(undefined, undefined)).toEqual([]);
  });
});

describe('from one release', () => {
  test('to the same is no step', () => {
    expect(planServing(one, live)).toEqual([]);
  });

  test('to the next: the new parts, the change, the question, and then the old parts go', () => {
    expect(inShort(planServing(two, live))).toEqual([
      ...creation,
      'update endpoint demo',
      'verify endpoint demo',
      ...removalOfParts,
    ]);
  });

  test('to the next without an overlap: the endpoint goes first', () => {
    expect(inShort(planServing({ ...two, strategy: 'recreate' }, live))).toEqual([
      ...creation,
      'delete endpoint demo',
      'create endpoint demo',
      'verify endpoint demo',
      ...removalOfParts,
    ]);
  });

  test('to the same on another type: another configuration, and the same model', () => {
    const elsewhere = testSpec('one', { offer: testOffer('ml.p4d.24xlarge') });
    expect(inShort(planServing(elsewhere, live))).toEqual([
      'create endpoint configuration demo',
      'update endpoint demo',
      'verify endpoint demo',
      'delete endpoint configuration demo',
    ]);
  });

  test('to another number of instances: nothing is made, and nothing asked', () => {
    const steps = planServing({ ...one, instances: 3 }, live);
    expect(inShort(steps)).toEqual(['update instances demo']);
    expect(steps[0]?.changes).toEqual([{ path: 'instances', before: 1, after: 3 }]);
  });

  test('to nothing: the endpoint before what it uses', () => {
    expect(inShort(planServing(undefined, live))).toEqual([
      'delete endpoint demo',
      ...removalOfParts,
    ]);
  });

  test('one instance in place is refused, with the ways that there are', () => {
    expect(() => planServing({ ...two, strategy: 'in-place' }, live)).toThrow(
      expect.objectContaining({
        code: 'STRATEGY_UNSUPPORTED',
        hint: expect.stringMatching(/side-by-side.*recreate/),
      }),
    );
  });
});

describe('from what a killed process has left', () => {
  test('parts without an endpoint are used', () => {
    const left = liveDeployment(one);
    const native = { ...(left.native as object), endpoint: null };
    expect(inShort(planServing(one, { ...left, native }))).toEqual([
      'create endpoint demo',
      'verify endpoint demo',
    ]);
  });

  test('an endpoint that is being made is waited for, and asked', () => {
    const creating = liveDeployment(one, { endpoint: { status: 'Creating' } });
    expect(inShort(planServing(one, creating))).toEqual([
      'create endpoint demo',
      'verify endpoint demo',
    ]);
  });

  test.each(['Creating', 'Failed', 'OutOfService'])(
    'an endpoint of another release that is %s has never served: it is made again',
    (status) => {
      const never = liveDeployment(one, { endpoint: { status } });
      expect(inShort(planServing(two, never)).slice(2, 5)).toEqual([
        'delete endpoint demo',
        'create endpoint demo',
        'verify endpoint demo',
      ]);
    },
  );

  test.each([
    ['the same', one, []],
    ['another', two, creation],
  ])('an endpoint that is being deleted is made again, with %s release', (_, want, parts) => {
    const ending = liveDeployment(one, { endpoint: { status: 'Deleting' } });
    expect(inShort(planServing(want, ending)).slice(0, parts.length + 2)).toEqual([
      ...parts,
      'create endpoint demo',
      'verify endpoint demo',
    ]);
  });

  test('an endpoint that failed with this very release is made again', () => {
    const failed = liveDeployment(one, { endpoint: { status: 'Failed' } });
    expect(inShort(planServing(one, failed))).toEqual([
      'delete endpoint demo',
      'create endpoint demo',
      'verify endpoint demo',
    ]);
  });

  test('a change that is under way is waited for, and asked', () => {
    const updating = liveDeployment(one, { endpoint: { status: 'Updating' } });
    expect(inShort(planServing(one, updating))).toEqual([
      'update endpoint demo',
      'verify endpoint demo',
    ]);
  });
});

describe('every step', () => {
  const steps = planServing(two, live);

  test('has an identity of its own and names what it needs to be allowed', () => {
    expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
    for (const { permissions } of steps) expect(permissions.join()).toMatch(/^sagemaker:\w+/);
  });

  test('that makes something names the release on it', () => {
    const made = steps.filter(({ action, kind }) => action === 'create' && kind !== 'endpoint');
    for (const { inputs } of made) {
      expect(inputs['spec']).toMatchObject({ name: 'demo', spec: two.digest });
    }
  });

  test('names the configuration that it changes to', () => {
    const update = steps.find(({ action, kind }) => action === 'update' && kind === 'endpoint');
    expect(update?.inputs['config']).toBe(configNameOf(two));
  });
});

describe('the most instances at once', () => {
  const ten = liveDeployment(testSpec('one', { instances: 10 }));
  const wants = (strategy: typeof two.strategy, instances: number): number =>
    peakInstances({ ...two, strategy, instances }, ten);

  test.each([
    ['side-by-side', 4, 14],
    ['in-place', 10, 11],
    ['in-place', 4, 11],
    ['recreate', 4, 10],
    ['recreate', 12, 12],
  ] as const)('of a change %s from ten to %i are %i', (strategy, instances, peak) => {
    expect(wants(strategy, instances)).toBe(peak);
  });

  test('of a first deployment are as many as are wanted', () => {
    expect(peakInstances({ ...two, instances: 3 }, undefined)).toBe(3);
  });

  test('of scaling are the more of the two', () => {
    const same = testSpec('one', { instances: 4 });
    expect(peakInstances(same, ten)).toBe(10);
    expect(peakInstances({ ...same, instances: 12 }, ten)).toBe(12);
  });

  test.each([
    [1, 1],
    [20, 1],
    [21, 2],
    [100, 5],
  ])('of %i instances, %i go at a time', (instances, batch) => {
    expect(rollingBatch(instances)).toBe(batch);
  });
});
