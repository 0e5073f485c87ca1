import { describe, expect, test } from 'vitest';

import { jsonSource } from '../store/sources.ts';
import { keys } from '../store/keys.ts';
import { uploadPackage } from '../package/upload.ts';
import { testPackage, testSpec } from '../test-support/test-intent.ts';
import { testCloud, testTarget } from '../test-support/test-target.ts';
import { type TestStore, testStore } from '../test-support/test-store.ts';
import { deletePackages, forgetName, storedPackages } from './forget-name.ts';
import { keptPackages } from './kept-packages.ts';
import { referencedPackages, storedNames } from './package-references.ts';
import { appendRelease } from './release-log.ts';

const digest = (model: string): string => testPackage(model).digest;

const upload = (store: TestStore, model: string): Promise<void> =>
  uploadPackage({ store, modelPackage: testPackage(model), emit: () => {}, call: {} });

/** Records the models as releases 1, 2, … of the name, and brings their packages. */
async function record(store: TestStore, name: string, ...models: readonly string[]): Promise<void> {
  for (const [index, model] of models.entries()) {
    await upload(store, model);
    const release = {
      version: 1,
      number: index + 1,
      name,
      createdAt: '',
      actor: '',
      verb: 'deploy',
      spec: testSpec({ name, model }),
    } as const;
    await appendRelease(store, release, {});
  }
}

async function lease(store: TestStore, name: string, model: string): Promise<void> {
  const packageDigest = digest(model);
  await store.doWrite(
    keys.lease(name),
    jsonSource({ durationInMs: 60_000, packageDigest }),
    {},
    {},
  );
}

const stored = async (store: TestStore): Promise<readonly string[]> =>
  [...(await storedPackages(store, {})).keys()].toSorted();

const digests = (...models: readonly string[]): readonly string[] => models.map(digest).toSorted();

describe('forgetting a name', () => {
  test('removes its releases and its packages, and leaves its lease to who holds it', async () => {
    const store = testStore();
    await record(store, 'demo', 'one', 'two');
    await lease(store, 'demo', 'two');
    await forgetName(store, 'demo', {});
    expect([...store.objects.keys()]).toEqual([keys.lease('demo')]);
  });

  test('leaves the packages that other names have in any release', async () => {
    const store = testStore();
    await record(store, 'demo', 'one', 'two', 'three');
    await record(store, 'other', 'two', 'four');
    await forgetName(store, 'demo', {});
    expect(await stored(store)).toEqual(digests('two', 'four'));
    expect(await storedNames(store, {})).toEqual(new Set(['other']));
  });

  test('leaves the package that a deployment is about to use', async () => {
    const store = testStore();
    await record(store, 'demo', 'one');
    await lease(store, 'other', 'one');
    await forgetName(store, 'demo', {});
    expect(await stored(store)).toEqual(digests('one'));
    expect(store.objects.has(keys.packageMarker(digest('one')))).toBe(true);
  });

  test('leaves names alone that start alike', async () => {
    const store = testStore();
    await record(store, 'demo', 'one');
    await record(store, 'demo-two', 'two');
    await forgetName(store, 'demo', {});
    expect(await storedNames(store, {})).toEqual(new Set(['demo-two']));
    expect(await stored(store)).toEqual(digests('two'));
  });

  test('a second time does nothing', async () => {
    const store = testStore();
    await record(store, 'demo', 'one');
    await forgetName(store, 'demo', {});
    await forgetName(store, 'demo', {});
    expect(store.objects.size).toBe(0);
  });

  test('removes the marker of a package before anything else of it', async () => {
    const store = testStore();
    await record(store, 'demo', 'one');
    store.requests.length = 0;
    await forgetName(store, 'demo', {});
    const deletions = store.requests.filter((request) => request.startsWith('doDelete packages/'));
    expect(deletions[0]).toBe(`doDelete ${keys.packageMarker(digest('one'))}`);
    expect(deletions).toHaveLength(1 + testPackage('one').files.length);
  });

  test('keeps the content for a deployment that begins while it looks around', async () => {
    const store = testStore();
    await record(store, 'demo', 'one');
    const content = keys.packageContent(digest('one'));
    store.before = async (request) => {
      if (request !== `doDelete ${keys.packageMarker(digest('one'))}`) return;
      store.before = () => {};
      await lease(store, 'other', 'one');
    };
    await forgetName(store, 'demo', {});
    expect([...store.objects.keys()].filter((key) => key.startsWith(content))).toHaveLength(2);
  });
});

describe('what refers to packages', () => {
  test('are all releases and leases, of all names but those left out', async () => {
    const store = testStore();
    await record(store, 'demo', 'one', 'two');
    await lease(store, 'other', 'three');
    expect([...(await referencedPackages(store, {}, {}))].toSorted()).toEqual(
      digests('one', 'two', 'three'),
    );
    expect([...(await referencedPackages(store, { except: ['demo'] }, {}))]).toEqual(
      digests('three'),
    );
  });

  test('is found also where a lease becomes a release between two looks', async () => {
    const store = testStore();
    await lease(store, 'other', 'one');
    store.before = async (request) => {
      if (request !== `doRead ${keys.lease('other')}`) return;
      store.before = () => {};
      await record(store, 'other', 'one');
      store.objects.delete(keys.lease('other'));
    };
    expect(await referencedPackages(store, {}, {})).toEqual(new Set([digest('one')]));
  });

  test('is no lease that says nothing of a package', async () => {
    const store = testStore();
    await store.doWrite(keys.lease('demo'), jsonSource({ durationInMs: 1 }), {}, {});
    expect(await referencedPackages(store, {}, {})).toEqual(new Set());
  });
});

describe('the packages that must stay', () => {
  const kept = async (
    keepReleases: number,
    models = ['one', 'two', 'three', 'four'],
  ): Promise<readonly string[]> => {
    const cloud = testCloud();
    await record(cloud.store, 'demo', ...models);
    return [...(await keptPackages(testTarget(cloud), { keepReleases }, {}))].toSorted();
  };

  test('are those of the last releases', async () => {
    expect(await kept(3)).toEqual(digests('two', 'three', 'four'));
    expect(await kept(1)).toEqual(digests('four'));
    expect(await kept(100)).toEqual(digests('one', 'two', 'three', 'four'));
  });

  test('are none for rollback where none are to be kept', async () => {
    expect(await kept(0)).toEqual([]);
  });

  test('count releases, and not packages: those of a rollback are among them', async () => {
    expect(await kept(2, ['one', 'two', 'one'])).toEqual(digests('one', 'two'));
  });

  test('are those that serve, however old their release', async () => {
    const cloud = testCloud();
    await record(cloud.store, 'demo', 'one', 'two');
    const serves = { specDigest: 'x', packageDigest: digest('one'), offerId: 'x', instances: 1 };
    cloud.endpoints.set('demo', serves);
    const found = await keptPackages(testTarget(cloud), { keepReleases: 0 }, {});
    expect([...found]).toEqual(digests('one'));
  });

  test('are those that a lease names', async () => {
    const cloud = testCloud();
    await lease(cloud.store, 'demo', 'new');
    const found = await keptPackages({ store: cloud.store }, { keepReleases: 3 }, {});
    expect([...found]).toEqual(digests('new'));
  });
});

describe('the packages in a store', () => {
  test('are listed with their size, and when anything of them was last written', async () => {
    const store = testStore();
    store.clock = 1000;
    await upload(store, 'one');
    store.clock = 2000;
    await store.doWrite(keys.packageSample(digest('one')), jsonSource({}), {}, {});
    const size = [...store.objects.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(await storedPackages(store, {})).toEqual(
      new Map([[digest('one'), { size, modifiedAt: 2000 }]]),
    );
  });

  test('are also those whose upload was never finished', async () => {
    const store = testStore();
    const [file] = testPackage('one').files;
    await store.doWrite(
      `${keys.packageContent(digest('one'))}${file?.path}`,
      jsonSource({}),
      {},
      {},
    );
    expect(await stored(store)).toEqual(digests('one'));
  });

  test('are removed when nothing needs them, and it is told which', async () => {
    const store = testStore();
    await upload(store, 'one');
    await upload(store, 'two');
    const gone = await deletePackages({
      store,
      digests: [digest('one'), digest('two')],
      stays: async () => new Set([digest('two')]),
      call: {},
    });
    expect(gone).toEqual([digest('one')]);
    expect(await stored(store)).toEqual(digests('two'));
  });
});
