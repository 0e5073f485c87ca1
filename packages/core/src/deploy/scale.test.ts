import { beforeEach, describe, expect, test } from 'vitest';

import { keys } from '../store/keys.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { present } from '../test-support/present.ts';
import { testAccount } from '../test-support/test-account.ts';
import { testIntent } from '../test-support/test-intent.ts';
import { testOffer } from '../test-support/test-offer.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { history } from './history.ts';
import { scale } from './scale.ts';

let { cloud, target, runtime, deployed, served } = testAccount();

beforeEach(() => {
  ({ cloud, target, runtime, deployed, served } = testAccount());
});

const one = testIntent();
const two = testIntent({ model: 'two' });
const instances = (): number | undefined => cloud.endpoints.get('demo')?.instances;

describe('scaling', () => {
  test('changes the number of instances, and neither the release nor the history', async () => {
    await deployed(one);
    expect(await scale('demo', target, { instances: 4, runtime })).toEqual({
      instances: 4,
      autoscaling: undefined,
    });
    expect(instances()).toBe(4);
    expect(served()).toBe(one.draft.digest);
    expect(await history('demo', target)).toHaveLength(1);
  });

  test('to what there is writes nothing, not even a lease', async () => {
    await deployed(one);
    const before = new Map(cloud.store.objects);
    const steps = cloud.steps.length;
    await scale('demo', target, { instances: 1, runtime });
    expect(cloud.steps).toHaveLength(steps);
    expect(cloud.store.objects).toEqual(before);
  });

  test('asks for consent with a plan, and does nothing without', async () => {
    await deployed(one);
    const seen: string[] = [];
    const error = await failureOf(
      scale('demo', target, {
        instances: 3,
        runtime,
        confirm: ({ verb, steps }) => {
          seen.push(verb, ...steps.map(({ action }) => action));
          return false;
        },
      }),
    );
    expect(error.code).toBe('DECLINED');
    expect(seen).toEqual(['scale', 'update', 'verify']);
    expect(instances()).toBe(1);
  });

  test('stays on the type of instance that serves, though another is cheaper by now', async () => {
    await deployed(one);
    cloud.offers.splice(0, 2, testOffer('cheap', { usd: 9 }), testOffer('dear', { usd: 2 }));
    await scale('demo', target, { instances: 2, runtime });
    expect(cloud.endpoints.get('demo')?.offerId).toBe('here/cheap');
  });

  test('does without the target listing that type any more', async () => {
    await deployed(one);
    cloud.offers.splice(0, 2, testOffer('dear', { usd: 2 }));
    await scale('demo', target, { instances: 2, runtime });
    expect(cloud.endpoints.get('demo')).toMatchObject({ offerId: 'here/cheap', instances: 2 });
  });

  test('beyond the quota is refused, and no other type is taken instead', async () => {
    await deployed(one);
    cloud.offers.splice(0, 1, testOffer('cheap', { usd: 1, quota: 3 }));
    await scale('demo', target, { instances: 3, runtime });
    const error = await failureOf(scale('demo', target, { instances: 4, runtime }));
    expect(error.code).toBe('NO_OFFER');
    expect(JSON.stringify(error)).toContain('quota left for 3, 4 needed');
    expect(instances()).toBe(3);
  });

  test('counts the instances that a change needs for a while', async () => {
    await deployed(one);
    cloud.extraInPeak = 2;
    cloud.offers.splice(0, 1, testOffer('cheap', { usd: 1, quota: 3 }));
    const error = await failureOf(scale('demo', target, { instances: 2, runtime }));
    expect(JSON.stringify(error)).toContain('quota left for 3, 4 needed');
  });

  test('beyond the budget that it was deployed with is refused', async () => {
    const draft = { ...one.draft, priceLimit: { maxUsdPerHour: 2 } };
    await deployed({ ...one, draft });
    await scale('demo', target, { instances: 2, runtime });
    const error = await failureOf(scale('demo', target, { instances: 3, runtime }));
    expect(JSON.stringify(error)).toContain('$3.00 per hour, the limit is $2.00');
  });

  test('that finds no capacity puts the former number back', async () => {
    await deployed(one);
    cloud.onStep = (step) => {
      if (step.action !== 'update' || step.inputs['instances'] !== 3) return undefined;
      cloud.onStep = () => undefined;
      cloud.endpoints.set('demo', { ...present(cloud.endpoints.get('demo')), instances: 2 });
      throw new TorchrelayError({
        code: 'NO_CAPACITY',
        message: 'There is no more.',
        recovery: 'next-offer',
      });
    };
    const error = await failureOf(scale('demo', target, { instances: 3, runtime }));
    expect(error).toMatchObject({ code: 'NO_CAPACITY', data: { restored: 1 } });
    expect(instances()).toBe(1);
  });

  test('scales what serves, where another release was recorded last', async () => {
    await deployed(one);
    const first = present(cloud.endpoints.get('demo'));
    await deployed(two);
    cloud.endpoints.set('demo', first);
    await scale('demo', target, { instances: 2, runtime });
    expect(served()).toBe(one.draft.digest);
    expect(await history('demo', target)).toHaveLength(2);
  });

  test('needs the package, which new instances fetch', async () => {
    await deployed(one);
    cloud.store.objects.delete(keys.packageMarker(one.draft.package.digest));
    const error = await failureOf(scale('demo', target, { instances: 2, runtime }));
    expect(error.code).toBe('PACKAGE_GONE');
    expect(instances()).toBe(1);
  });

  test('of what is not there, by nothing, or to nothing is refused', async () => {
    const code = async (options: Parameters<typeof scale>[2]): Promise<string> =>
      (await failureOf(scale('demo', target, { ...options, runtime }))).code;
    expect(await code({ instances: 2 })).toBe('NOT_DEPLOYED');
    await deployed(one);
    expect(await code({})).toBe('SCALING_INVALID');
    expect(await code({ instances: 0 })).toBe('INSTANCES_INVALID');
    const rule = { min: 1, max: 2, requestsPerInstancePerMinute: 60 };
    expect(await code({ autoscale: rule })).toBe('AUTOSCALING_UNSUPPORTED');
  });

  test('is refused by a target that has one instance only', async () => {
    await deployed(one);
    const { serving } = target;
    const capabilities = { ...serving.capabilities, scales: false };
    const single = { ...target, serving: { ...serving, capabilities } };
    const error = await failureOf(scale('demo', single, { instances: 2, runtime }));
    expect(error.code).toBe('SCALING_UNSUPPORTED');
  });
});
