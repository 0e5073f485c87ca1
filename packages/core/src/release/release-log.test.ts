import { describe, expect, test } from 'vitest';

import { keys } from '../store/keys.ts';
import { textSource } from '../store/sources.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { answerLost, denied, failing } from '../test-support/failures.ts';
import { testSpec } from '../test-support/test-intent.ts';
import { testStore } from '../test-support/test-store.ts';
import { appendRelease, latestRelease, readReleases, type Release } from './release-log.ts';

const release = (number: number, model = 'one'): Release => ({
  version: 1,
  number,
  name: 'demo',
  createdAt: '2026-01-02T03:04:05.000Z',
  actor: 'ada@test',
  verb: 'deploy',
  spec: testSpec({ model }),
});

describe('the history of a name', () => {
  test('is empty at first', async () => {
    expect(await readReleases(testStore(), 'demo', {})).toEqual([]);
    expect(await latestRelease(testStore(), 'demo', {})).toBeUndefined();
  });

  test('comes oldest first, however the store lists it, and beyond nine', async () => {
    const store = testStore();
    for (let number = 1; number <= 12; number += 1) await appendRelease(store, release(number), {});
    const numbers = (await readReleases(store, 'demo', {})).map(({ number }) => number);
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(await latestRelease(store, 'demo', {})).toMatchObject({ number: 12 });
  });

  test('is not mixed with that of a name which starts alike', async () => {
    const store = testStore();
    await appendRelease(store, { ...release(1), name: 'demo-two' }, {});
    expect(await readReleases(store, 'demo', {})).toEqual([]);
  });

  test('keeps all of a release, to plan it again', async () => {
    const store = testStore();
    const full = {
      ...release(1),
      restores: 3,
      provenance: { job: 'train-7', metrics: { accuracy: 0.9 } },
    };
    await appendRelease(store, full, {});
    expect(await latestRelease(store, 'demo', {})).toEqual(full);
  });

  test('that holds something unreadable is said, and is not shorter', async () => {
    const store = testStore();
    await appendRelease(store, release(1), {});
    await store.doWrite(keys.release('demo', 2), textSource('{'), {}, {});
    expect((await failureOf(readReleases(store, 'demo', {}))).code).toBe('STORE_OBJECT_CORRUPT');
  });

  test('leaves out what is removed while it is read', async () => {
    const store = testStore();
    await appendRelease(store, release(1), {});
    await appendRelease(store, release(2), {});
    store.before = (request) => {
      if (request === `doRead ${keys.release('demo', 1)}`)
        store.objects.delete(keys.release('demo', 1));
    };
    expect((await readReleases(store, 'demo', {})).map(({ number }) => number)).toEqual([2]);
  });
});

describe('writing a release', () => {
  test('again, after its process was killed, finds it there as it was', async () => {
    const store = testStore();
    const first = release(1);
    await appendRelease(store, first, {});
    const again = { ...first, createdAt: '2030-01-01T00:00:00.000Z', actor: 'bob@test' };
    expect(await appendRelease(store, again, {})).toEqual(first);
    expect(await readReleases(store, 'demo', {})).toEqual([first]);
  });

  test('whose answer was lost has succeeded', async () => {
    const store = testStore();
    store.after = failing('doWrite', answerLost);
    expect(await appendRelease(store, release(1), {})).toEqual(release(1));
  });

  test('under a number that another process took is a conflict, and overwrites nothing', async () => {
    const store = testStore();
    await appendRelease(store, release(1, 'one'), {});
    const error = await failureOf(appendRelease(store, release(1, 'two'), {}));
    expect(error).toMatchObject({
      code: 'RELEASE_CONFLICT',
      effect: 'done',
      data: { name: 'demo', number: 1 },
    });
    expect(await latestRelease(store, 'demo', {})).toEqual(release(1, 'one'));
  });

  test('of fifty at once has one winner', async () => {
    const store = testStore();
    const writes = Array.from({ length: 50 }, (_, n) =>
      appendRelease(store, release(1, `model ${n}`), {}),
    );
    const results = await Promise.allSettled(writes);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('that the store refuses fails with its reason', async () => {
    const store = testStore();
    store.before = failing('doWrite', denied);
    expect((await failureOf(appendRelease(store, release(1), {}))).code).toBe('ACCESS_DENIED');
  });
});
