import { beforeEach, describe, expect, test } from 'vitest';

import { takeLease } from '../lease/lease.ts';
import { leaseOf } from '../lease/read-lease.ts';
import { storedPackages } from '../release/forget-name.ts';
import { keys } from '../store/keys.ts';
import { jsonSource, textSource } from '../store/sources.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { denied } from '../test-support/failures.ts';
import { present } from '../test-support/present.ts';
import { testAccount } from '../test-support/test-account.ts';
import { testContext } from '../test-support/test-context.ts';
import { testIntent } from '../test-support/test-intent.ts';
import { gc, type GcOptions, type GcResult } from './gc.ts';

let { cloud, target, runtime, deployed, served } = testAccount();

beforeEach(() => {
  ({ cloud, target, runtime, deployed, served } = testAccount());
});

const one = testIntent();
const two = testIntent({ model: 'two' });
const three = testIntent({ model: 'three' });

describe('collecting garbage', () => {
  const day = 24 * 60 * 60_000;
  const collect = (options: GcOptions = {}): Promise<GcResult> =>
    gc(target, { runtime, ...options });

  const abandon = (name: string): void => {
    const serves = { specDigest: 'x', packageDigest: 'x', offerId: 'x', instances: 1 };
    cloud.endpoints.set(name, serves);
  };

  /** Everything that is there now was written days ago. */
  const age = (): void => {
    for (const [key, object] of cloud.store.objects) {
      cloud.store.objects.set(key, { ...object, modifiedAt: runtime.now() - 2 * day });
    }
  };

  test('in a store that is not there finds nothing', async () => {
    cloud.store.exists = false;
    expect(await collect()).toEqual({
      deployments: [],
      expired: [],
      packages: [],
      unused: [],
      uploads: [],
    });
    expect(cloud.store.requests).toEqual([]);
  });

  test('removes code and data that no job uses, once they are old', async () => {
    const write = (key: string): Promise<unknown> =>
      target.store.doWrite(key, textSource('{}'), {}, {});
    const spec = {
      codePrefix: 'code/used/',
      data: { some: { kind: 'store', prefix: 'data/used/content/' } },
    };
    await target.store.doWrite(keys.attempt('job', 1), jsonSource({ spec }), {}, {});
    for (const state of ['used', 'left']) {
      await write(`code/${state}/code.tar`);
      await write(`data/${state}/content/a`);
      await write(`data/${state}/data.json`);
    }
    expect((await collect()).unused).toEqual([]);
    age();
    const found = [
      { prefix: 'code/left/', size: 2 },
      { prefix: 'data/left/', size: 4 },
    ];
    expect((await collect({ dryRun: true })).unused).toEqual(found);
    expect((await collect()).unused).toEqual(found);
    expect([...cloud.store.objects.keys()].filter((key) => key.includes('left'))).toEqual([]);
    expect([...cloud.store.objects.keys()].filter((key) => key.includes('used'))).toHaveLength(3);
  });

  test('removes first deployments that were never finished, and no others', async () => {
    await deployed(one);
    abandon('half');
    expect((await collect()).deployments).toEqual(['half']);
    expect([...cloud.endpoints.keys()]).toEqual(['demo']);
  });

  test('removes deployments whose time is over, and no others', async () => {
    await deployed(one);
    await deployed(testIntent({ name: 'later', model: 'two' }));
    cloud.ends.set('demo', runtime.now());
    cloud.ends.set('later', runtime.now() + 60_000);
    expect(await collect({ dryRun: true })).toMatchObject({ expired: ['demo'], deployments: [] });
    expect(served()).toBe(one.draft.digest);
    expect((await collect()).expired).toEqual(['demo']);
    expect([...cloud.endpoints.keys()]).toEqual(['later']);
    expect([...cloud.store.objects.keys()].filter((key) => key.includes('demo'))).toEqual([]);
  });

  test('leaves a deployment whose time was prolonged since it was found', async () => {
    await deployed(one);
    cloud.ends.set('demo', runtime.now() - 1);
    cloud.onObserve = (name) => void cloud.ends.set(name, runtime.now() + day);
    expect((await collect()).expired).toEqual([]);
    expect(served()).toBe(one.draft.digest);
  });

  test('leaves one whose maker is alive, until the lease has ended', async () => {
    abandon('half');
    const context = testContext({ cloud });
    await takeLease({ store: cloud.store, name: 'half', verb: 'deploy', context });
    expect((await collect()).deployments).toEqual([]);
    cloud.store.clock += 60_000;
    expect((await collect()).deployments).toEqual(['half']);
  });

  test('leaves one that somebody finishes between finding it and removing it', async () => {
    abandon('half');
    abandon('other');
    cloud.onStep = async ({ action, target: name }) => {
      if (action === 'delete' && name === 'half') {
        cloud.endpoints.delete('other');
        await deployed(testIntent({ name: 'other' }));
      }
      return undefined;
    };
    expect((await collect()).deployments).toEqual(['half']);
    expect(served('other')).toBe(one.draft.digest);
  });

  test('leaves one that somebody takes up just then', async () => {
    abandon('half');
    cloud.store.before = async (request) => {
      if (request !== `doWrite ${keys.lease('half')}`) return;
      cloud.store.before = () => {};
      const context = testContext({ cloud, actor: 'bob@test' });
      await takeLease({ store: cloud.store, name: 'half', verb: 'deploy', context });
    };
    expect((await collect()).deployments).toEqual([]);
    expect(cloud.endpoints.has('half')).toBe(true);
  });

  test('removes packages that nothing needs, and says how much that gave', async () => {
    for (const intent of [one, two, three, testIntent({ model: 'four' })]) await deployed(intent);
    age();
    const { packages } = await collect();
    expect(packages).toMatchObject([{ digest: one.draft.package.digest }]);
    expect(packages[0]?.size).toBeGreaterThan(13);
    const left = [...(await storedPackages(cloud.store, {})).keys()];
    expect(left).toHaveLength(3);
    expect(left).not.toContain(one.draft.package.digest);
  });

  test('keeps as many releases as it is told, and what serves in any case', async () => {
    for (const intent of [one, two, three]) await deployed(intent);
    age();
    expect((await collect({ keepReleases: 0 })).packages).toHaveLength(2);
    const left = [...(await storedPackages(cloud.store, {})).keys()];
    expect(left).toEqual([three.draft.package.digest]);
  });

  test('leaves packages that are younger than a day: somebody may be about to use them', async () => {
    for (const intent of [one, two]) await deployed(intent);
    const options = { keepReleases: 0 };
    expect((await collect(options)).packages).toEqual([]);
    expect((await collect({ ...options, olderThanInMs: -1 })).packages).toHaveLength(1);
  });

  test('removes leases that have ended, with the packages that only they named', async () => {
    await deployed(one);
    const context = testContext({ cloud });
    const packageDigest = two.draft.package.digest;
    await cloud.store.doWrite(
      keys.packageMarker(packageDigest),
      present(one.modelPackage.files[0]).source,
      {},
      {},
    );
    await takeLease({ store: cloud.store, name: 'dead', verb: 'deploy', packageDigest, context });
    age();
    cloud.store.clock += 60_000;
    expect((await collect()).packages).toMatchObject([{ digest: packageDigest }]);
    expect(await leaseOf(cloud.store, 'dead', {})).toBeUndefined();
  });

  test('leaves a lease that somebody takes over just then', async () => {
    const dead = testContext({ cloud, actor: 'dead@test' });
    await takeLease({ store: cloud.store, name: 'demo', verb: 'deploy', context: dead });
    cloud.store.clock += 60_000;
    cloud.store.before = async (request) => {
      if (request !== `doDelete ${keys.lease('demo')}`) return;
      cloud.store.before = () => {};
      const context = testContext({ cloud, actor: 'bob@test' });
      await takeLease({ store: cloud.store, name: 'demo', verb: 'deploy', context });
    };
    await collect();
    expect((await leaseOf(cloud.store, 'demo', {}))?.record.actor).toBe('bob@test');
  });

  test('leaves leases that are held, with the packages that they name', async () => {
    await deployed(one);
    cloud.endpoints.clear();
    age();
    cloud.store.objects.delete(keys.release('demo', 1));
    const packageDigest = one.draft.package.digest;
    const context = testContext({ cloud });
    await takeLease({ store: cloud.store, name: 'demo', verb: 'deploy', packageDigest, context });
    expect((await collect()).packages).toEqual([]);
    expect(await leaseOf(cloud.store, 'demo', {})).toBeDefined();
  });

  test('as a rehearsal says the same, and removes nothing', async () => {
    for (const intent of [one, two]) await deployed(intent);
    abandon('half');
    age();
    const before = [...cloud.store.objects.keys()];
    const said = await collect({ dryRun: true, keepReleases: 0 });
    expect(said).toMatchObject({
      deployments: ['half'],
      packages: [{ digest: one.draft.package.digest }],
    });
    expect([...cloud.store.objects.keys()]).toEqual(before);
    expect(cloud.endpoints.has('half')).toBe(true);
    expect(await collect({ keepReleases: 0 })).toEqual(said);
  });

  test('stops at what it may not do', async () => {
    abandon('half');
    cloud.onStep = () => {
      throw denied();
    };
    expect((await failureOf(collect())).code).toBe('ACCESS_DENIED');
  });
});
