import { beforeEach, expect, test } from 'vitest';

import { jsonSource } from '../store/sources.ts';
import { keys } from '../store/keys.ts';
import type { ObjectStore, UnfinishedUpload } from '../target/object-store.ts';
import { type TestStore, testStore } from '../test-support/test-store.ts';
import { removeUploads } from './remove-uploads.ts';

const digest = `sha256:${'ab'.repeat(32)}`;
const upload = (key: string, begunAt: number): UnfinishedUpload => ({
  key,
  uploadId: key,
  begunAt,
});
const weights = `${keys.packageContent(digest)}model/1/model.pt`;

let base: TestStore;
let uploads: UnfinishedUpload[];
let removed: string[];
let store: ObjectStore;

beforeEach(() => {
  base = testStore();
  uploads = [upload(weights, 1000), upload('packages/other', 3000)];
  removed = [];
  store = {
    ...base,
    async *doListUploads() {
      yield* uploads;
    },
    doRemoveUpload: async ({ key }) => void removed.push(key),
  };
});

const lease = async (durationInMs: number): Promise<void> => {
  await base.doWrite(
    keys.lease('demo'),
    jsonSource({ durationInMs, packageDigest: digest }),
    {},
    {},
  );
};

const remove = async (bound: number, dryRun = false): Promise<readonly string[]> =>
  (await removeUploads(store, { bound, dryRun }, {})).map(({ key }) => key);

test('uploads that were begun long ago are removed, and younger ones stay', async () => {
  expect(await remove(2000)).toEqual([weights]);
  expect(removed).toEqual([weights]);
});

test('to say what would go removes nothing', async () => {
  expect(await remove(5000, true)).toEqual([weights, 'packages/other']);
  expect(removed).toEqual([]);
});

test('an upload of a package that somebody is deploying stays, however long it takes', async () => {
  await lease(60_000);
  expect(await remove(5000)).toEqual(['packages/other']);
  base.clock += 120_000;
  expect(await remove(5000)).toEqual([weights, 'packages/other']);
});

test('a store that knows no unfinished uploads has none, and is asked nothing', async () => {
  expect(await removeUploads(base, { bound: 5000, dryRun: false }, {})).toEqual([]);
  expect(base.requests).toEqual([]);
});
