import { ContainerSASPermissions } from '@azure/storage-blob';
import { textSource } from '@torchrelay/core';
import type { Fault, ProxiedRequest } from '@torchrelay/stand-ins';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { type BlobStore, blobStore } from './blob-store.ts';
import {
  type AzuriteAccount,
  type AzuriteContainer,
  startAzuriteAccount,
} from './test-support/azurite-account.ts';
import { failureOf } from './test-support/failure-of.ts';
import { seededBytes, seededSource } from './test-support/random-source.ts';

let account: AzuriteAccount;
let container: AzuriteContainer;
let store: BlobStore;

beforeAll(async () => {
  account = await startAzuriteAccount();
});

beforeEach(async () => {
  account.proxy.fault = () => undefined;
  container = await account.newContainer();
  store = blobStore(container.settings);
  account.proxy.requests.length = 0;
});

afterAll(() => account[Symbol.asyncDispose]());

const copy = (from: string, to: string, call = {}) => store.doCopy(from, to, call);

/** Azurite copies at once; Azure may take its time, and says how far it is. */
function pendingFor(looks: number, then?: string): (request: ProxiedRequest) => Fault | undefined {
  let looked = 0;
  return ({ method, url }) => {
    if (method !== 'HEAD' || !url.includes('to.pt')) return undefined;
    looked += 1;
    if (looked > looks && then === undefined) return undefined;
    return {
      status: 200,
      headers: {
        'x-ms-copy-id': 'copy-1',
        'x-ms-copy-status': looked > looks ? (then ?? '') : 'pending',
        'x-ms-copy-progress': `${looked * 25}/100`,
        'x-ms-copy-status-description': looked > looks ? '500 InternalServerError' : '',
        'content-length': '0',
        etag: '"1"',
        'last-modified': new Date().toUTCString(),
      },
    };
  };
}

test('a copy has the content and the SHA-256, and no byte of it passes here', async () => {
  const source = seededSource(300_000);
  await store.doWrite('from.pt', source, {}, {});
  account.proxy.requests.length = 0;
  const head = await copy('from.pt', 'to.pt');
  expect(head).toMatchObject({ key: 'to.pt', size: 300_000, sha256: source.sha256 });
  expect(head).toEqual({ ...(await store.doHead('to.pt', {})), serverTime: head.serverTime });
  expect(await container.native.getBlobClient('to.pt').downloadToBuffer()).toEqual(
    seededBytes(300_000),
  );
  expect(account.proxy.requests.map(({ method }) => method)).toEqual(['PUT', 'HEAD', 'HEAD']);
});

test('a copy that takes its time says how far it is, and is absent until it is whole', async () => {
  await store.doWrite('from.pt', textSource('model'), {}, {});
  account.proxy.fault = pendingFor(3);
  const details: string[] = [];
  await copy('from.pt', 'to.pt', { onDetail: (detail: string) => details.push(detail) });
  expect(details).toEqual(['copying to.pt: 25 %', 'copying to.pt: 50 %', 'copying to.pt: 75 %']);
  account.proxy.fault = pendingFor(1);
  expect(await store.doHead('to.pt', {})).toBeUndefined();
  expect(await store.doHead('to.pt', {})).toMatchObject({ size: 5 });
});

/** Which version was to be removed, of each request to remove one. */
const removed = (): readonly unknown[] =>
  account.proxy.requests
    .filter(({ method }) => method === 'DELETE')
    .map(({ headers }) => headers['if-match']);

test('a copy that Azure gives up may be repeated, and only what is left of it is removed', async () => {
  await store.doWrite('from.pt', textSource('model'), {}, {});
  account.proxy.fault = pendingFor(1, 'failed');
  const error = await failureOf(copy('from.pt', 'to.pt'));
  expect(error).toMatchObject({ code: 'COPY_FAILED', recovery: 'retry' });
  expect(error.message).toContain('500 InternalServerError');
  expect(removed()).toEqual(['"1"']);
  account.proxy.fault = () => undefined;
  // What is there is another version: Azurite has copied at once.
  expect(await store.doHead('to.pt', {})).toMatchObject({ size: 5 });
});

test('what somebody writes over a copy under way stays, and is what is there', async () => {
  await store.doWrite('from.pt', textSource('model'), {}, {});
  const pending = pendingFor(1);
  account.proxy.fault = async (request) => {
    const fault = pending(request);
    if (fault !== undefined) await container.native.getBlockBlobClient('to.pt').upload('theirs', 6);
    return fault;
  };
  expect(await copy('from.pt', 'to.pt')).toMatchObject({ key: 'to.pt', size: 6 });
  expect(removed()).toEqual([]);
});

test('an aborted copy is stopped, and only what is left of it is removed', async () => {
  await store.doWrite('from.pt', textSource('model'), {}, {});
  account.proxy.fault = pendingFor(1000);
  const stop = new AbortController();
  const call = { abortSignal: stop.signal, onDetail: () => stop.abort() };
  expect((await failureOf(copy('from.pt', 'to.pt', call))).code).toBe('ABORTED');
  const { copyId } = await container.native.getBlobClient('to.pt').getProperties();
  expect(copyId).toBeDefined();
  expect(account.proxy.requests.map(({ url }) => url)).toContainEqual(
    expect.stringContaining(`comp=copy&copyid=${copyId}`),
  );
  expect(removed()).toEqual(['"1"']);
});

test('an outage while a copy goes on is no verdict on it', async () => {
  await store.doWrite('from.pt', textSource('model'), {}, {});
  account.proxy.fault = ({ method }) => (method === 'HEAD' ? 'cut-before' : undefined);
  expect((await failureOf(copy('from.pt', 'to.pt'))).recovery).toBe('retry');
  account.proxy.fault = () => undefined;
  expect(await store.doHead('to.pt', {})).toMatchObject({ size: 5 });
});

test('what is not there cannot be copied', async () => {
  const error = await failureOf(copy('nothing.pt', 'to.pt'));
  expect(error).toMatchObject({ code: 'STORE_OBJECT_GONE', recovery: 'replan' });
});

test('with a signature in the URL instead of a key, the source is read with it too', async () => {
  await store.doWrite('from.pt', textSource('model'), {}, {});
  const { accountUrl, container: name, timing } = container.settings;
  const permissions = ContainerSASPermissions.parse('racwdl');
  const expiresOn = new Date(Date.now() + 3_600_000);
  const url = await container.native.generateSasUrl({ permissions, expiresOn });
  const signed = blobStore({
    accountUrl: accountUrl + new URL(url).search,
    container: name,
    ...(timing && { timing }),
  });
  await signed.doCopy('from.pt', 'to.pt', {});
  expect(await store.doHead('to.pt', {})).toMatchObject({ size: 5 });
});
