import { deepEqual, equal, ok } from 'node:assert/strict';

import { readAll, textSource, TorchrelayError } from '@torchrelay/core';
import { sha256Hex } from '@torchrelay/core/target-utils';
import type { ObjectStore } from '@torchrelay/core/target';

import { failureOf } from './deploying.ts';
import type { TargetPromise } from './target-promise.ts';

const folder = 'names/promise/store/';
const racers = 8;

/** The store that is tested. */
export interface StoreSubject {
  /** A new instance over the same objects. Two of them are to each other like two processes. */
  createStore(): ObjectStore;
}

/** What a lease and a history rest on: what every object store promises. */
export function storePromises(subject: StoreSubject): readonly TargetPromise[] {
  return [
    {
      name: 'of many writers that each say "if absent", exactly one wins',
      run: () =>
        cleanly(subject, async (stores) => {
          const key = `${folder}once.json`;
          const wins = await race(stores, (store, text) =>
            store.doWrite(key, textSource(text), { ifAbsent: true }, {}),
          );
          equal(wins.length, 1);
          equal(await textAt(stores[0], key), wins[0]);
        }),
    },
    {
      name: 'of many writers that each say "if it is still this one", exactly one wins',
      run: () =>
        cleanly(subject, async (stores) => {
          const key = `${folder}swap.json`;
          const [store] = stores;
          const { etag } = await store.doWrite(key, textSource('first'), {}, {});
          const wins = await race(stores, (racer, text) =>
            racer.doWrite(key, textSource(text), { ifMatch: etag }, {}),
          );
          equal(wins.length, 1);
          equal(await textAt(store, key), wins[0]);
          const error = await failureOf(store.doDelete(key, { ifMatch: etag }, {}));
          equal(error.code, 'PRECONDITION_FAILED');
        }),
    },
    {
      name: 'an object is read whole and in ranges, with its size, its digest and a clock that has passed its writing',
      run: () =>
        cleanly(subject, async ([store]) => {
          const key = `${folder}text.txt`;
          const sha256 = sha256Hex('hello, world');
          await store.doWrite(key, { ...textSource('hello, world'), sha256 }, {}, {});
          equal((await store.doHead(key, {}))?.sha256, sha256, 'the digest is kept');
          const found = await store.doRead(key, {});
          ok(found !== undefined);
          equal(found.head.size, 12);
          ok(
            found.head.serverTime + 1000 >= found.head.modifiedAt,
            'the clock has passed the writing',
          );
          const chunks: Uint8Array[] = [];
          for await (const chunk of found.source.read(7, 5)) chunks.push(chunk);
          equal(Buffer.concat(chunks).toString(), 'world');
        }),
    },
    {
      name: 'what is not there is absent, is deleted without an error unless a version is named, and is not listed',
      run: () =>
        cleanly(subject, async ([store]) => {
          const key = `${folder}missing.txt`;
          equal(await store.doHead(key, {}), undefined);
          equal(await store.doRead(key, {}), undefined);
          await store.doDelete(key, {}, {});
          const { etag } = await store.doWrite(key, textSource('here'), {}, {});
          await store.doDelete(key, { ifMatch: etag }, {});
          const error = await failureOf(store.doDelete(key, { ifMatch: etag }, {}));
          equal(error.code, 'PRECONDITION_FAILED');
          deepEqual(await keysUnder(store, folder), []);
        }),
    },
    {
      name: 'a listing has the keys that start with a prefix, and no others',
      run: () =>
        cleanly(subject, async ([store]) => {
          for (const name of ['a/1', 'a/2', 'ab', 'b']) {
            await store.doWrite(folder + name, textSource(name), {}, {});
          }
          deepEqual(await keysUnder(store, `${folder}a/`), [`${folder}a/1`, `${folder}a/2`]);
          deepEqual((await keysUnder(store, `${folder}a`)).length, 3);
        }),
    },
    {
      name: 'a key is as free as scripts name their files',
      run: () =>
        cleanly(subject, async ([store]) => {
          const key = `${folder}epoch=3, step+100 (ü) #1?a&b%2e.ckpt`;
          await store.doWrite(key, textSource('odd'), {}, {});
          deepEqual(await keysUnder(store, `${folder}epoch=3, step+100`), [key]);
          equal((await store.doHead(key, {}))?.size, 3);
          equal(await textAt(store, key), 'odd');
          const copy = await store.doCopy?.(key, `${key}.copy`, {});
          if (copy !== undefined) equal(await textAt(store, `${key}.copy`), 'odd');
          await store.doDelete(key, {}, {});
          equal(await store.doHead(key, {}), undefined);
        }),
    },
    {
      name: 'a copy inside the store is whole, wherever it goes; a store need not know how',
      run: () =>
        cleanly(subject, async ([store]) => {
          if (store.doCopy === undefined) return;
          const written = await store.doWrite(`${folder}one`, textSource('same'), {}, {});
          const copy = await store.doCopy(`${folder}one`, `${folder}new/place/two`, {});
          deepEqual([copy.size, copy.sha256], [written.size, written.sha256]);
          const read = await store.doRead(`${folder}new/place/two`, {});
          equal(read && Buffer.from(await readAll(read.source)).toString(), 'same');
        }),
    },
  ];
}

type Stores = readonly [ObjectStore, ...ObjectStore[]];

/** Runs with several stores over the same objects, and removes what was written. */
async function cleanly(
  subject: StoreSubject,
  work: (stores: Stores) => Promise<void>,
): Promise<void> {
  const first = subject.createStore();
  const others = Array.from({ length: racers - 1 }, () => subject.createStore());
  await makeStore(first);
  try {
    await work([first, ...others]);
  } finally {
    for (const key of await keysUnder(first, folder)) await first.doDelete(key, {}, {});
  }
}

/** A store may have to be made before anything can be kept in it: a bucket. */
async function makeStore(store: ObjectStore): Promise<void> {
  for (const step of store.plan(await store.doObserve({}))) {
    await store.doStep(step, { inputs: {} });
  }
}

/** All at once; the texts of those that succeeded. Losing for another reason than the condition is an error. */
async function race(
  stores: Stores,
  write: (store: ObjectStore, text: string) => Promise<unknown>,
): Promise<readonly string[]> {
  const results = await Promise.all(
    stores.map(async (store, index) => {
      const text = `racer ${index}`;
      try {
        await write(store, text);
        return text;
      } catch (error) {
        if (TorchrelayError.isInstance(error) && error.code === 'PRECONDITION_FAILED') return '';
        throw error;
      }
    }),
  );
  return results.filter((text) => text !== '');
}

async function textAt(store: ObjectStore, key: string): Promise<string> {
  const found = await store.doRead(key, {});
  return found === undefined ? '' : new TextDecoder().decode(await readAll(found.source));
}

async function keysUnder(store: ObjectStore, prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of store.doList(prefix, {})) keys.push(key);
  return keys.toSorted();
}
