import { expect, test } from 'vitest';

import { failureOf } from '../test-support/failure-of.ts';
import { denied, failing } from '../test-support/failures.ts';
import { testStore } from '../test-support/test-store.ts';
import { asJson } from './as-json.ts';
import { readJson } from './json-object.ts';
import { jsonSource, textSource } from './sources.ts';

test('what was written is read, with its head', async () => {
  const store = testStore();
  const head = await store.doWrite('a.json', jsonSource({ list: [1, { two: 'é' }] }), {}, {});
  expect(await readJson(store, 'a.json', {})).toEqual({ head, value: { list: [1, { two: 'é' }] } });
});

test('what is not there is undefined', async () => {
  expect(await readJson(testStore(), 'a.json', {})).toBeUndefined();
});

test('an outage is thrown, and is no absence', async () => {
  const store = testStore();
  store.before = failing('doRead', denied);
  expect((await failureOf(readJson(store, 'a.json', {}))).code).toBe('ACCESS_DENIED');
});

test.each(['', '{"half":', 'not json'])(
  'an object that holds %j is said by its key',
  async (text) => {
    const store = testStore();
    await store.doWrite('names/demo/lease.json', textSource(text), {}, {});
    const error = await failureOf(readJson(store, 'names/demo/lease.json', {}));
    expect(error).toMatchObject({
      code: 'STORE_OBJECT_CORRUPT',
      data: { key: 'names/demo/lease.json' },
    });
    expect(error.message).toContain('names/demo/lease.json');
  },
);

test('a plain value as JSON data has lost what JSON cannot hold', () => {
  expect(asJson({ a: undefined, b: 1, c: { d: undefined } })).toEqual({ b: 1, c: {} });
});
