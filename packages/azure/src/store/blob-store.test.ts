import { readAll, textSource } from '@torchrelay/core';
import type { ObjectStore } from '@torchrelay/core/target';
import type { Fault } from '@torchrelay/stand-ins';
import { testStore } from '@torchrelay/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { blobStore } from './blob-store.ts';
import {
  type AzuriteAccount,
  type AzuriteContainer,
  startAzuriteAccount,
} from './test-support/azurite-account.ts';
import { failureOf } from './test-support/failure-of.ts';

let account: AzuriteAccount;
let container: AzuriteContainer;
let store: ObjectStore;

beforeAll(async () => {
  account = await startAzuriteAccount();
  container = await account.newContainer();
});

afterAll(() => account[Symbol.asyncDispose]());

beforeEach(() => {
  store = blobStore({ ...container.settings, prefix: 'torchrelay' });
  account.proxy.requests.length = 0;
  account.proxy.fault = () => undefined;
});

const write = (key: string, text: string) => store.doWrite(key, textSource(text), {}, {});

/** An object that has to be there. */
async function foundAt(
  key: string,
): Promise<NonNullable<Awaited<ReturnType<ObjectStore['doRead']>>>> {
  const found = await store.doRead(key, {});
  if (found === undefined) throw new Error(`There is no ${key}.`);
  return found;
}

async function read(key: string): Promise<string | undefined> {
  const found = await store.doRead(key, {});
  return found && new TextDecoder().decode(await readAll(found.source));
}

async function keysUnder(prefix: string): Promise<readonly string[]> {
  const listed = await Array.fromAsync(store.doList(prefix, {}));
  return listed.map(({ key }) => key);
}

async function blobNames(): Promise<readonly string[]> {
  const blobs = await Array.fromAsync(
    container.native.listBlobsFlat({ includeUncommitedBlobs: true }),
  );
  return blobs.map(({ name }) => name);
}

describe('a Blob store promises what every store does:', () => {
  testStore({ test, createStore: () => blobStore({ ...container.settings, prefix: 'promises' }) });
});

describe('where it is', () => {
  test('is told without a signature, and never takes a step to make', async () => {
    const signed = blobStore({
      ...container.settings,
      accountUrl: `${account.proxy.url}?sv=2024-11-04&sig=secret`,
      prefix: '/a//b/',
    });
    const state = await store.doObserve({});
    expect(state).toEqual({
      location: `${account.proxy.url}/${container.settings.container}/torchrelay/`,
      exists: true,
    });
    expect(store.plan(state)).toEqual([]);
    expect((await signed.doObserve({})).location).toBe(
      `${account.proxy.url}/${container.settings.container}/a//b/`,
    );
  });

  test('may not be there yet, and then reads as empty, but cannot be written to', async () => {
    const missing = blobStore({ ...container.settings, container: 'nowhere' });
    expect(await missing.doObserve({})).toMatchObject({ exists: false });
    expect(await missing.doHead('a', {})).toBeUndefined();
    expect(await missing.doRead('a', {})).toBeUndefined();
    expect(await Array.fromAsync(missing.doList('', {}))).toEqual([]);
    await missing.doDelete('a', {}, {});
    const error = await failureOf(missing.doWrite('a', textSource('x'), {}, {}));
    expect(error).toMatchObject({ code: 'STORE_MISSING', recovery: 'never', effect: 'none' });
    expect(error.message).toContain('container nowhere of 127.0.0.1');
  });
});

describe('an object', () => {
  test('lies under the prefix, and other blobs are none of its store', async () => {
    await container.native.getBlockBlobClient('other').upload('x', 1);
    await write('names/a.json', 'hello');
    expect(await blobNames()).toContain('torchrelay/names/a.json');
    expect(await keysUnder('')).toEqual(['names/a.json']);
    await store.doDelete('names/a.json', {}, {});
    expect(await blobNames()).toEqual(['other']);
  });

  test('keeps its SHA-256, and its MD5 for other tools', async () => {
    const written = await write('a.txt', 'hello');
    const { contentMD5, metadata } = await container.native
      .getBlobClient('torchrelay/a.txt')
      .getProperties();
    const { sha256 } = textSource('hello');
    expect(metadata).toEqual({ sha256 });
    expect(Buffer.from(contentMD5 ?? []).toString('hex')).toBe('5d41402abc4b2a76b9719d911017c592');
    expect(written).toMatchObject({ key: 'a.txt', size: 5, sha256 });
    expect(await store.doHead('a.txt', {})).toEqual({ ...written, serverTime: expect.any(Number) });
  });

  test('without bytes is one too', async () => {
    await write('empty', '');
    const found = await store.doRead('empty', {});
    expect(found?.head.size).toBe(0);
    expect(await read('empty')).toBe('');
  });

  test('that was not written by us has no SHA-256', async () => {
    await container.native.getBlockBlobClient('torchrelay/foreign').upload('x', 1);
    expect(await store.doHead('foreign', {})).not.toHaveProperty('sha256');
  });

  test('is read in the version that was found, or not at all', async () => {
    await write('a.txt', 'first');
    const found = await foundAt('a.txt');
    await write('a.txt', 'other');
    const replaced = await failureOf(readAll(found.source));
    expect(replaced.code).toBe('PRECONDITION_FAILED');
    await store.doDelete('a.txt', {}, {});
    const { etag: ifMatch } = found.head;
    const gone = await failureOf(store.doDelete('a.txt', { ifMatch }, {}));
    expect(gone).toMatchObject({ code: 'PRECONDITION_FAILED', effect: 'none' });
    expect((await failureOf(readAll(found.source))).code).toBe('PRECONDITION_FAILED');
  });

  test('is read on where a connection breaks, from the byte where it broke', async () => {
    const text = 'abcdefghij'.repeat(20_000);
    const { etag } = await write('long.txt', text);
    const found = await foundAt('long.txt');
    account.proxy.requests.length = 0;
    account.proxy.fault = () =>
      account.proxy.requests.length === 1 ? brokenAnswer(text, { etag, ends: 50_001 }) : undefined;
    expect(new TextDecoder().decode(await readAll(found.source))).toBe(text);
    expect(account.proxy.requests.map(({ headers }) => headers['x-ms-range'])).toEqual([
      'bytes=0-199999',
      'bytes=50001-199999',
    ]);
  });

  test('is given up where every answer breaks without a byte', async () => {
    const { etag } = await write('a.txt', 'hello');
    const found = await foundAt('a.txt');
    account.proxy.requests.length = 0;
    account.proxy.fault = () => brokenAnswer('hello', { etag, ends: 0 });
    const error = await failureOf(readAll(found.source));
    expect(error).toMatchObject({ code: 'UNREACHABLE', recovery: 'retry', effect: 'none' });
    expect(account.proxy.requests).toHaveLength(4);
  });

  test('that is not wanted any more is not read on', async () => {
    await write('long.txt', 'x'.repeat(200_000));
    const found = await foundAt('long.txt');
    const stop = new AbortController();
    account.proxy.fault = () => 'hang';
    const reading = failureOf(readAll(found.source, { abortSignal: stop.signal }));
    setTimeout(() => stop.abort(), 20);
    expect((await reading).code).toBe('ABORTED');
  });

  test.each(['', '/a', 'a/', 'a//b', '../a', 'a/../b', 'a\\b', 'a\nb', 'a'.repeat(1025)])(
    'cannot have the key %j',
    async (key) => {
      expect((await failureOf(store.doHead(key, {}))).code).toBe('STORE_KEY_INVALID');
      expect((await failureOf(write(key, 'x'))).code).toBe('STORE_KEY_INVALID');
      expect(account.proxy.requests).toEqual([]);
    },
  );

  test('with snapshots is deleted with them', async () => {
    await write('a.txt', 'x');
    await container.native.getBlobClient('torchrelay/a.txt').createSnapshot();
    await store.doDelete('a.txt', {}, {});
    expect(await store.doHead('a.txt', {})).toBeUndefined();
  });
});

describe('a conditional write', () => {
  test('is made even where the content is the same: a lease is prolonged by it', async () => {
    const { etag } = await write('lease.json', 'mine');
    const again = await store.doWrite('lease.json', textSource('mine'), { ifMatch: etag }, {});
    expect(again.etag).not.toBe(etag);
    const error = await failureOf(
      store.doWrite('lease.json', textSource('mine'), { ifMatch: etag }, {}),
    );
    expect(error).toMatchObject({
      code: 'PRECONDITION_FAILED',
      effect: 'none',
      recovery: 'never',
      message: `Cannot write torchrelay/lease.json in container ${container.settings.container} of ${new URL(account.proxy.url).host}/devstoreaccount1: it is not in the state that was asked for.`,
    });
  });

  test('whose answer was lost is found to be ours by reading', async () => {
    account.proxy.fault = ({ method }) => (method === 'PUT' ? 'cut-after' : undefined);
    const error = await failureOf(
      store.doWrite('new.json', textSource('mine'), { ifAbsent: true }, {}),
    );
    // Its repetition met what it had written itself.
    expect(error.code).toBe('UNREACHABLE');
    expect(error).toMatchObject({ effect: 'unknown', recovery: 'retry' });
    account.proxy.fault = () => undefined;
    expect(await read('new.json')).toBe('mine');
  });
});

describe('a listing', () => {
  test('goes on until its last page', async () => {
    for (const name of ['1', '2', '3', '4', '5']) await write(`many/${name}`, name);
    const { native } = container;
    const pages = await Array.fromAsync(
      native.listBlobsFlat({ prefix: 'torchrelay/many/' }).byPage({ maxPageSize: 2 }),
    );
    expect(pages).toHaveLength(3);
    account.proxy.fault = ({ url }) => {
      if (!url.includes('comp=list') || url.includes('maxresults')) return undefined;
      const [marker = ''] = /(?<=marker=)[^&]*/.exec(url) ?? [];
      return pageAfter(marker);
    };
    expect(await keysUnder('many/')).toEqual(['many/1', 'many/2', 'many/3']);
    expect(account.proxy.requests).toHaveLength(8);
  });

  test('tells sizes, times and etags as heads have them', async () => {
    const { modifiedAt, etag } = await write('one', 'four');
    expect(await Array.fromAsync(store.doList('one', {}))).toEqual([
      { key: 'one', size: 4, modifiedAt, etag },
    ]);
  });
});

/** An answer that promises all of a text and ends before. */
function brokenAnswer(text: string, { etag, ends }: { etag: string; ends: number }): Fault {
  return {
    status: 206,
    headers: { etag, 'content-length': String(text.length), 'x-ms-blob-type': 'BlockBlob' },
    body: text.slice(0, ends),
    isCut: true,
  };
}

/** Three pages of one blob each, as the service writes them. */
function pageAfter(marker: string): {
  status: number;
  headers: Record<string, string>;
  body: string;
} {
  const number = marker === '' ? 1 : Number(marker) + 1;
  const blob = `<Blob><Name>torchrelay/many/${number}</Name><Properties><Last-Modified>Mon, 23 Nov 2026 01:00:00 GMT</Last-Modified><Etag>0x1</Etag><Content-Length>1</Content-Length></Properties></Blob>`;
  const next = number < 3 ? String(number) : '';
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Prefix>torchrelay/many/</Prefix><Blobs>${blob}</Blobs><NextMarker>${next}</NextMarker></EnumerationResults>`,
  };
}
