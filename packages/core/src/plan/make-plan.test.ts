import { describe, expect, test } from 'vitest';

import { applyIntent } from '../apply/apply-intent.ts';
import { latestRelease, type Release } from '../release/release-log.ts';
import { keys } from '../store/keys.ts';
import { jsonSource } from '../store/sources.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { denied, failing, unavailable } from '../test-support/failures.ts';
import { present } from '../test-support/present.ts';
import { testContext } from '../test-support/test-context.ts';
import { testIntent } from '../test-support/test-intent.ts';
import { testOffer } from '../test-support/test-offer.ts';
import { type TestCloud, testCloud } from '../test-support/test-target.ts';
import type { Intent } from './intent.ts';
import { makePlan } from './make-plan.ts';
import { isNoChange, type Plan } from './plan.ts';

const one = testIntent();
const two = testIntent({ model: 'two' });
const removal = { verb: 'destroy', name: 'demo' } as const;

const planned = (
  intent: Intent,
  cloud: TestCloud,
  excludes: readonly string[] = [],
): Promise<Plan> => makePlan({ intent, excludes }, testContext({ cloud }));

const actions = async (intent: Intent, cloud: TestCloud): Promise<readonly string[]> =>
  (await planned(intent, cloud)).steps.map(({ action }) => action);

async function servingCloud(): Promise<TestCloud> {
  const context = testContext();
  await applyIntent({ intent: one }, context);
  return context.cloud;
}

async function firstRelease(cloud: TestCloud): Promise<Release> {
  return present(await latestRelease(cloud.store, 'demo', {}));
}

describe('the plan of a deployment', () => {
  test('has what the target says beside its steps, outside the hash', async () => {
    const context = testContext();
    const plain = await makePlan({ intent: one }, context);
    const note = { code: 'NOTED', message: 'It is blue.' };
    const noting = { ...context, serving: { ...context.serving, notes: () => [note] } };
    const noted = await makePlan({ intent: one }, noting);
    expect(noted).toEqual({ ...plain, notes: [note] });
  });

  test('of something new brings the package, makes it, verifies, and records it last', async () => {
    const { steps, ...plan } = await planned(one, testCloud());
    expect(steps.map(({ id }) => id)).toEqual([
      `package/${one.draft.package.digest}`,
      'create demo',
      'verify demo',
      'release/demo/1',
    ]);
    expect(steps.at(-1)?.after).toEqual(['create demo', 'verify demo']);
    expect(plan).toMatchObject({
      version: 1,
      verb: 'deploy',
      provider: 'test',
      scope: 'test/account',
      name: 'demo',
      store: { location: 'test://store', exists: true },
      foundation: [],
      peakInstances: 1,
      want: { digest: one.draft.digest, offer: { id: 'here/cheap' } },
      choice: { chosen: { id: 'here/cheap' }, ladder: [{ id: 'here/dear' }] },
    });
    expect('live' in plan).toBe(false);
  });

  test('of what already serves is empty', async () => {
    const plan = await planned(one, await servingCloud());
    expect(plan.steps).toEqual([]);
    expect(isNoChange(plan)).toBe(true);
  });

  test('changes nothing, and asks for nothing that changes anything', async () => {
    const cloud = await servingCloud();
    cloud.store.requests.length = 0;
    await planned(two, cloud);
    expect(cloud.store.requests.filter((request) => !/^do(Head|Read|List)/.test(request))).toEqual(
      [],
    );
  });

  test('does not bring a package that is there', async () => {
    const cloud = await servingCloud();
    cloud.endpoints.clear();
    expect(await actions(one, cloud)).toEqual(['create', 'verify']);
  });

  test('brings a package again that lost an entry, or has a wrong one', async () => {
    const cloud = await servingCloud();
    cloud.endpoints.clear();
    const [entry] = one.draft.package.entries;
    const key = `${one.draft.package.prefix}${entry?.path}`;
    await cloud.store.doWrite(key, jsonSource('other'), {}, {});
    expect(await actions(one, cloud)).toEqual(['upload', 'create', 'verify']);
    cloud.store.objects.delete(key);
    expect(await actions(one, cloud)).toEqual(['upload', 'create', 'verify']);
  });

  test('does not bring back a package that nothing needs: what serves has it already', async () => {
    const cloud = await servingCloud();
    cloud.store.objects.delete(keys.packageMarker(one.draft.package.digest));
    expect(await actions(one, cloud)).toEqual([]);
  });

  test('of what serves without a record verifies and records it', async () => {
    const cloud = await servingCloud();
    cloud.store.objects.delete(keys.release('demo', 1));
    const { steps } = await planned(one, cloud);
    expect(steps).toMatchObject([
      {
        action: 'verify',
        target: 'demo',
        inputs: { release: one.draft.digest, beforeTraffic: false },
      },
      { action: 'record', after: ['verification/demo'] },
    ]);
  });

  test('numbers the next release after the last', async () => {
    const { steps } = await planned(two, await servingCloud());
    expect(steps.at(-1)).toMatchObject({
      id: 'release/demo/2',
      inputs: { number: 2, spec: two.draft.digest },
      changes: [{ path: 'spec', before: one.draft.digest, after: two.draft.digest }],
    });
  });

  test('keeps the offer that serves, and leaves out those that failed', async () => {
    const cloud = await servingCloud();
    cloud.offers.push(testOffer('cheaper', { usd: 0.5 }));
    expect((await planned(two, cloud)).want?.offer.id).toBe('here/cheap');
    expect((await planned(two, cloud, ['here/cheap'])).want?.offer.id).toBe('here/cheaper');
  });

  test('asks for offers with what serves now, and passes on what could not be looked up', async () => {
    const cloud = await servingCloud();
    const asked: (string | undefined)[] = [];
    cloud.onOffers = async (_, { onWarning }, live) => {
      asked.push(live?.serving?.offerId);
      onWarning?.({ code: 'permission-missing', message: 'May not look up prices.' });
      return cloud.offers;
    };
    const context = testContext({ cloud });
    await makePlan({ intent: two }, context);
    expect(asked).toEqual(['here/cheap']);
    expect(context.events).toMatchObject([
      { type: 'warning', code: 'permission-missing', message: 'May not look up prices.' },
    ]);
  });

  test('obeys the offers that the user excluded', async () => {
    const offerRequest = { accelerator: 'auto', excludes: ['cheap'] };
    const intent = { ...one, draft: { ...one.draft, offerRequest } };
    expect((await planned(intent, testCloud())).want?.offer.id).toBe('here/dear');
  });

  test('obeys the regions and the price that the user set', async () => {
    const elsewhere = {
      ...one,
      draft: { ...one.draft, offerRequest: { accelerator: 'auto', regions: ['there'] } },
    };
    await expect(planned(elsewhere, testCloud())).rejects.toMatchObject({ code: 'NO_OFFER' });
    const poor = { ...one, draft: { ...one.draft, priceLimit: { maxUsdPerHour: 0.01 } } };
    await expect(planned(poor, testCloud())).rejects.toThrow(/the limit is \$0\.01/);
  });

  test('needs quota for the peak of the change on what serves, elsewhere for what is wanted', async () => {
    const cloud = await servingCloud();
    const quotaOf = (left: number): void => {
      cloud.offers.splice(
        0,
        cloud.offers.length,
        testOffer('cheap', { usd: 1, quota: left }),
        testOffer('dear', { usd: 5, quota: 1 }),
      );
    };
    cloud.extraInPeak = 1;
    quotaOf(2);
    expect((await planned(two, cloud)).want?.offer.id).toBe('here/cheap');
    quotaOf(1);
    expect((await planned(two, cloud)).want?.offer.id).toBe('here/dear');
  });

  test('in a store that is not there begins by making it, and looks for nothing in it', async () => {
    const cloud = testCloud();
    cloud.store.exists = false;
    const { foundation, steps } = await planned(one, cloud);
    expect(foundation.map(({ id }) => id)).toEqual(['bucket/test']);
    expect(steps).toHaveLength(4);
    expect(cloud.store.requests).toEqual([]);
  });
});

describe('the plan of a removal', () => {
  test('of what serves removes it, and its history last', async () => {
    const { steps, want, choice } = await planned(removal, await servingCloud());
    expect(steps).toMatchObject([
      { action: 'delete', target: 'demo' },
      { action: 'delete', kind: 'stored objects', target: 'names/demo/', after: ['delete demo'] },
    ]);
    expect([want, choice]).toEqual([undefined, undefined]);
  });

  test('of nothing is empty', async () => {
    expect(await actions(removal, testCloud())).toEqual([]);
  });

  test('of nothing but the lease of a dead holder is one step', async () => {
    const cloud = testCloud();
    await cloud.store.doWrite(keys.lease('demo'), jsonSource({ id: 'dead' }), {}, {});
    const { steps } = await planned(removal, cloud);
    expect(steps.map(({ id }) => id)).toEqual(['history/demo']);
  });

  test('of nothing is empty, also where a name that starts alike is remembered', async () => {
    const cloud = testCloud();
    await cloud.store.doWrite(keys.lease('demo-two'), jsonSource({ id: 'dead' }), {}, {});
    expect(await actions(removal, cloud)).toEqual([]);
  });

  test('of what was abandoned is empty once somebody has finished it', async () => {
    const intent = { ...removal, unlessReleased: true };
    const cloud = await servingCloud();
    expect(await actions(intent, cloud)).toEqual([]);
    cloud.store.objects.delete(keys.release('demo', 1));
    expect(await actions(intent, cloud)).toEqual(['delete', 'delete']);
  });
});

describe('the plan of a rollback', () => {
  async function changed(): Promise<{ cloud: TestCloud; intent: Intent }> {
    const cloud = await servingCloud();
    const release = await firstRelease(cloud);
    await applyIntent({ intent: two }, testContext({ cloud }));
    return { cloud, intent: { verb: 'rollback', name: 'demo', release } };
  }

  test('brings the release back as a new one', async () => {
    const { cloud, intent } = await changed();
    const { steps, want, verb } = await planned(intent, cloud);
    expect(verb).toBe('rollback');
    expect(want?.digest).toBe(one.draft.digest);
    expect(steps.map(({ id }) => id)).toEqual(['update demo', 'verify demo', 'release/demo/3']);
  });

  test('keeps the instances that there are now', async () => {
    const { cloud, intent } = await changed();
    const now = present(cloud.endpoints.get('demo'));
    cloud.endpoints.set('demo', { ...now, instances: 5 });
    const { want } = await planned(intent, cloud);
    expect(want).toMatchObject({ instances: 5, need: { nodes: 5 } });
  });

  test('has as many instances as the release when nothing serves', async () => {
    const { cloud, intent } = await changed();
    cloud.endpoints.clear();
    expect((await planned(intent, cloud)).want?.instances).toBe(1);
  });

  test('whose package is gone is refused, before anybody is asked for consent', async () => {
    const { cloud, intent } = await changed();
    cloud.store.objects.delete(keys.packageMarker(one.draft.package.digest));
    const error = await failureOf(planned(intent, cloud));
    expect(error).toMatchObject({ code: 'PACKAGE_GONE', effect: 'none', data: { name: 'demo' } });
  });

  test('to what serves is empty', async () => {
    const cloud = await servingCloud();
    const intent = { verb: 'rollback', name: 'demo', release: await firstRelease(cloud) } as const;
    expect(await actions(intent, cloud)).toEqual([]);
  });
});

describe('the hash of a plan', () => {
  test('is the same for the same, whoever makes it and whenever', async () => {
    const cloud = testCloud();
    const { hash } = await planned(one, cloud);
    cloud.store.clock += 1_000_000;
    const again = await makePlan(
      { intent: testIntent() },
      testContext({ cloud, actor: 'bob@test' }),
    );
    expect(again.hash).toBe(hash);
  });

  test.each<[string, Intent]>([
    ['model', two],
    ['name', testIntent({ name: 'other' })],
    ['number of instances', testIntent({ instances: 2 })],
    ['verb', removal],
  ])('is another for another %s', async (_, intent) => {
    const cloud = await servingCloud();
    cloud.endpoints.clear();
    const { hash } = await planned(one, cloud);
    expect((await planned(intent, cloud)).hash).not.toBe(hash);
  });

  test('is another when the offer or what serves has changed', async () => {
    const cloud = await servingCloud();
    const { hash } = await planned(two, cloud);
    expect((await planned(two, cloud, ['here/cheap'])).hash).not.toBe(hash);
    cloud.endpoints.clear();
    expect((await planned(two, cloud)).hash).not.toBe(hash);
  });

  test('is the same whether or not the store has to be made first', async () => {
    const cloud = testCloud();
    const { hash } = await planned(one, cloud);
    cloud.store.exists = false;
    expect((await planned(one, cloud)).hash).toBe(hash);
  });
});

describe('observing', () => {
  test('is tried again when the platform is not available for a moment', async () => {
    const cloud = await servingCloud();
    cloud.onObserve = failing('demo', unavailable);
    cloud.store.before = failing('doList', unavailable);
    const context = testContext({ cloud });
    expect((await makePlan({ intent: one }, context)).steps).toEqual([]);
    expect(context.events.filter(({ type }) => type === 'retry')).toHaveLength(2);
  });

  test('that fails is an error, and no absence', async () => {
    const cloud = await servingCloud();
    cloud.onObserve = () => {
      throw denied();
    };
    expect((await failureOf(planned(removal, cloud))).code).toBe('ACCESS_DENIED');
  });

  test.each<[string, Intent]>([
    ['deployment', two],
    ['removal', removal],
  ])('finds out that a %s was given another store than the one in use', async (_, intent) => {
    const cloud = await servingCloud();
    cloud.storeLocation = 'test://another';
    const error = await failureOf(planned(intent, cloud));
    expect(error).toMatchObject({ code: 'STORE_MISMATCH', effect: 'none' });
    expect(error.message).toBe(
      '"demo" keeps its packages and releases in test://another, not in test://store.',
    );
  });
});

describe('the ladder', () => {
  test('is part of what is wanted where the platform itself falls back on it', async () => {
    const context = testContext();
    const { serving } = context;
    const capabilities = { ...serving.capabilities, fallsBack: true };
    const able = { ...context, serving: { ...serving, capabilities } };
    const { want } = await makePlan({ intent: one }, able);
    expect(want?.ladder?.map(({ id }) => id)).toEqual(['here/dear']);
    expect(want?.digest).toBe(one.draft.digest);
  });

  test('is none of its business elsewhere', async () => {
    expect((await makePlan({ intent: one }, testContext())).want).not.toHaveProperty('ladder');
  });
});
