import { describe, expect, test } from 'vitest';

import type { EventBody } from '../apply/events.ts';
import { keys } from '../store/keys.ts';
import { knownObjects } from '../store/known-objects.ts';
import { textSource } from '../store/sources.ts';
import type { RangeSource } from '../target/object-store.ts';
import { failureOf } from '../test-support/failure-of.ts';
import { answerLost, denied, failing } from '../test-support/failures.ts';
import { present } from '../test-support/present.ts';
import { testPackage, testSample } from '../test-support/test-intent.ts';
import { type TestStore, testStore } from '../test-support/test-store.ts';
import { makePackage, type ModelPackage, packageReference } from './model-package.ts';
import { readSample, writeSample } from './sample.ts';
import { isUploaded, uploadPackage, type UploadOptions } from './upload.ts';

const one = testPackage('one');
const reference = packageReference(one);
const content = keys.packageContent(one.digest);
const [model, manifest] = one.files.map(({ path }) => `${content}${path}`);

async function upload(
  store: TestStore,
  options: Partial<UploadOptions> = {},
): Promise<readonly EventBody[]> {
  const events: EventBody[] = [];
  const emit = (event: EventBody): void => void events.push(event);
  await uploadPackage({ store, modelPackage: one, emit, call: {}, ...options });
  return events;
}

const writes = ({ requests }: TestStore): readonly string[] =>
  requests.filter((request) => request.startsWith('doWrite')).map((request) => request.slice(8));

const ways = (events: readonly EventBody[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'upload-end' ? [event.how] : []));

describe('uploading a package', () => {
  test('brings every file, then the sample, and the marker last', async () => {
    const store = testStore();
    await upload(store, { sample: testSample });
    expect(writes(store)).toEqual([
      model,
      manifest,
      keys.packageSample(one.digest),
      keys.packageMarker(one.digest),
    ]);
    expect(store.text(present(model))).toBe('weights one');
    expect(JSON.parse(store.text(keys.packageMarker(one.digest)))).toEqual(reference);
  });

  test('tells of each file: its begin, its progress, its end', async () => {
    const events = await upload(testStore());
    const first = events.filter((event) => 'path' in event && event.path === 'model/1/model.pt');
    expect(first[0]).toEqual({ type: 'upload-start', path: 'model/1/model.pt', size: 11 });
    expect(first.at(-2)).toMatchObject({ type: 'upload-delta', sent: 11 });
    expect(first.at(-1)).toEqual({
      type: 'upload-end',
      path: 'model/1/model.pt',
      size: 11,
      how: 'sent',
    });
  });

  test('tells of its progress a hundred times at most, however small the parts', async () => {
    const source = textSource('x'.repeat(10_000));
    const file = {
      path: 'model/1/model.pt',
      size: source.size,
      sha256: present(source.sha256),
      source,
    };
    const big: ModelPackage = { ...one, files: [file] };
    const events = await upload(testStore(), { modelPackage: big });
    const sent = events.flatMap((event) => (event.type === 'upload-delta' ? [event.sent] : []));
    expect(sent).toHaveLength(100);
    expect(sent.at(-1)).toBe(10_000);
    expect(sent).toEqual(sent.toSorted((a, b) => a - b));
  });

  test('tells of progress that begins again', async () => {
    const store = testStore();
    const told = [500, 10, 1000];
    const restarting = {
      ...store,
      doWrite: ((key, source, options, call) => {
        for (const sent of told) options.onProgress?.(sent);
        return store.doWrite(key, source, {}, call);
      }) as TestStore['doWrite'],
    };
    const source = textSource('x'.repeat(1000));
    const file = { path: 'a', size: 1000, sha256: present(source.sha256), source };
    const events = await upload(restarting, { modelPackage: { ...one, files: [file] } });
    expect(events.flatMap((event) => (event.type === 'upload-delta' ? [event.sent] : []))).toEqual(
      told,
    );
  });

  test('again sends nothing that is there', async () => {
    const store = testStore();
    await upload(store);
    store.requests.length = 0;
    expect(ways(await upload(store))).toEqual(['present', 'present']);
    expect(writes(store)).toEqual([keys.packageMarker(one.digest)]);
  });

  test('that was interrupted goes on with what is missing', async () => {
    const store = testStore();
    store.before = failing(`doWrite ${manifest}`, denied);
    expect((await failureOf(upload(store))).code).toBe('ACCESS_DENIED');
    expect(await isUploaded(store, reference, {})).toBe(false);
    expect(ways(await upload(store))).toEqual(['present', 'sent']);
    expect(await isUploaded(store, reference, {})).toBe(true);
  });

  test('replaces what has the right name and size, and the wrong bytes', async () => {
    const store = testStore();
    await store.doWrite(present(model), textSource('weights two'), {}, {});
    expect(ways(await upload(store))).toEqual(['sent', 'sent']);
    expect(store.text(present(model))).toBe('weights one');
  });

  test('whose last answer was lost is whole', async () => {
    const store = testStore();
    store.after = failing(`doWrite ${keys.packageMarker(one.digest)}`, answerLost);
    await failureOf(upload(store));
    expect(await isUploaded(store, reference, {})).toBe(true);
  });

  test('copies inside the store what is known to be there', async () => {
    const store = testStore();
    await store.doWrite('elsewhere', textSource('weights one'), {}, {});
    const knownCopies = new Map([[present(one.files[0]).sha256, 'elsewhere']]);
    expect(ways(await upload(store, { knownCopies }))).toEqual(['copied', 'sent']);
    expect(store.text(present(model))).toBe('weights one');
  });

  test('sends what a store cannot copy', async () => {
    const store = testStore();
    delete store.doCopy;
    const knownCopies = new Map([[present(one.files[0]).sha256, 'elsewhere']]);
    const events: EventBody[] = [];
    const emit = (event: EventBody): void => void events.push(event);
    await uploadPackage({ store, modelPackage: one, knownCopies, emit, call: {} });
    expect(ways(events)).toEqual(['sent', 'sent']);
  });
});

describe('a package', () => {
  test('is uploaded when its marker and every entry are there', async () => {
    const store = testStore();
    expect(await isUploaded(store, reference, {})).toBe(false);
    await upload(store);
    expect(await isUploaded(store, reference, {})).toBe(true);
    for (const key of [keys.packageMarker(one.digest), model, manifest]) {
      const damaged = testStore();
      await upload(damaged);
      damaged.objects.delete(present(key));
      expect(await isUploaded(damaged, reference, {})).toBe(false);
    }
  });

  test('is not taken as missing when the store cannot be asked', async () => {
    const store = testStore();
    store.before = failing('doHead', denied);
    expect((await failureOf(isUploaded(store, reference, {}))).code).toBe('ACCESS_DENIED');
  });
});

describe('what the store has already', () => {
  const weights = textSource('w'.repeat(5000));
  const other = textSource('o'.repeat(5000));
  const small = textSource('{}');
  const key = `${keys.packageContent('ab'.repeat(32))}model/1/model.pt`;

  async function stored(): Promise<TestStore> {
    const store = testStore();
    await store.doWrite(key, weights, {}, {});
    await store.doWrite(`${keys.packageContent('cd'.repeat(32))}config.pbtxt`, small, {}, {});
    await store.doWrite('elsewhere', other, {}, {});
    store.requests.length = 0;
    return store;
  }

  const known = (
    store: TestStore,
    ...sources: readonly RangeSource[]
  ): Promise<ReadonlyMap<string, string>> => {
    const wanted = sources.map(({ size, sha256 }) => ({ size, sha256: present(sha256) }));
    return knownObjects({ store, wanted, call: {} });
  };

  test('is found in any package, of any name, finished or not', async () => {
    const store = await stored();
    expect(await known(store, weights, textSource('n'.repeat(6000)))).toEqual(
      new Map([[present(weights.sha256), key]]),
    );
  });

  test('is looked at only where the size is right, and what is small not at all', async () => {
    const store = await stored();
    expect(await known(store, textSource('n'.repeat(6000)), small)).toEqual(new Map());
    expect(store.requests.filter((request) => request.startsWith('doHead'))).toEqual([]);
    store.requests.length = 0;
    expect(await known(store, small)).toEqual(new Map());
    expect(store.requests).toEqual([]);
  });

  test('is not what has the size and other bytes', async () => {
    expect(await known(await stored(), other)).toEqual(new Map());
  });

  test('is nothing in a store that cannot copy, which is not asked', async () => {
    const store = await stored();
    delete store.doCopy;
    expect(await known(store, weights)).toEqual(new Map());
    expect(store.requests).toEqual([]);
  });
});

describe('a sample', () => {
  test('comes back as it was kept, byte by byte', async () => {
    const store = testStore();
    await writeSample(store, one.digest, testSample, {});
    expect(await readSample(store, one.digest, {})).toEqual(testSample);
  });

  test('may have no answers, and may not be there', async () => {
    const store = testStore();
    expect(await readSample(store, one.digest, {})).toBeUndefined();
    const { inputs } = testSample;
    await writeSample(store, one.digest, { inputs }, {});
    const found = present(await readSample(store, one.digest, {}));
    expect(found).toEqual({ inputs });
    expect('answers' in found).toBe(false);
  });
});

describe('the identity of a package', () => {
  test('is that of its entries, as sha256sum gives it', () => {
    expect(one.digest).toBe(
      'sha256:210ecaf7800a33117811d76a728a6be6e96ffd6ceb913477783859ea2dd6e8f4',
    );
  });

  test('does not depend on the order in which its files were given', () => {
    const { files, signature } = one;
    const again = makePackage({ files: files.toReversed(), artifactSha256: 'aa', signature });
    expect(again.digest).toBe(one.digest);
    expect(again.files.map(({ path }) => path)).toEqual(files.map(({ path }) => path));
  });

  test.each([
    ['path', { path: 'model/2/model.pt' }],
    ['content', { sha256: 'ff' }],
    ['size', { size: 12 }],
  ])('is another with another %s of a file', (_, change) => {
    const [first, second] = one.files.map((file) => present(file));
    const files = [{ ...present(first), ...change }, present(second)];
    expect(makePackage({ files, artifactSha256: 'aa', signature: one.signature }).digest).not.toBe(
      one.digest,
    );
  });

  test('is known to plans and releases without its bytes', () => {
    expect(JSON.parse(JSON.stringify(reference))).toEqual(reference);
    expect(reference.prefix).toBe(content);
    expect(reference.entries.map((entry) => Object.keys(entry))).toEqual([
      ['path', 'size', 'sha256'],
      ['path', 'size', 'sha256'],
    ]);
    expect(one.size).toBe(13);
  });
});
