import { readFileSync } from 'node:fs';

import { ContainerSASPermissions } from '@azure/storage-blob';
import { addModel } from '@torchrelay/testing';
import { inspect } from '@torchrelay/torchscript';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import {
  type AzuriteAccount,
  type AzuriteContainer,
  startAzuriteAccount,
} from '../store/test-support/azurite-account.ts';
import { failureOf } from '../store/test-support/failure-of.ts';
import { seededBytes } from '../store/test-support/random-source.ts';
import { blobFolder } from './blob-folder.ts';
import { type BlobSourceSettings, blobSource } from './blob-source.ts';

let account: AzuriteAccount;
let container: AzuriteContainer;
let settings: BlobSourceSettings;

beforeAll(async () => {
  account = await startAzuriteAccount();
  container = await account.newContainer();
  const { credential, timing } = container.settings;
  settings = { credential, timing };
});

beforeEach(async () => {
  account.proxy.fault = () => undefined;
  await put('model.pt', readFileSync(addModel(1)));
  account.proxy.requests.length = 0;
});

afterAll(() => account[Symbol.asyncDispose]());

const put = (name: string, bytes: Uint8Array) =>
  container.native.getBlockBlobClient(name).upload(Buffer.from(bytes), bytes.length);

const urlOf = (name: string): string =>
  `${container.settings.accountUrl}/${container.settings.container}/${name}`;

describe('a model in Blob storage', () => {
  test('is inspected like a file here, in one request besides that for its size', async () => {
    const { name, ...far } = await inspect(await blobSource(urlOf('model.pt'), settings));
    const { name: _, ...near } = await inspect(addModel(1));
    expect(far).toEqual(near);
    expect(name).toBe(urlOf('model.pt'));
    expect(account.proxy.requests.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  });

  test('of which a little is wanted is not fetched whole', async () => {
    const bytes = seededBytes(3_000_000);
    await put('large.pt', bytes);
    const source = await blobSource(urlOf('large.pt'), settings);
    expect(source.size).toBe(3_000_000);
    expect(Buffer.from(await source.read(2_000_000, 10))).toEqual(
      bytes.subarray(2_000_000, 2_000_010),
    );
    expect(account.proxy.requests.at(-1)?.headers['x-ms-range']).toBe('bytes=2000000-2262143');
  });

  test('that is written anew meanwhile is not read on', async () => {
    await put('large.pt', seededBytes(1_000_000, 'one'));
    const source = await blobSource(urlOf('large.pt'), settings);
    await source.read(0, 10);
    await put('large.pt', seededBytes(1_000_000, 'two'));
    expect((await failureOf(source.read(900_000, 10))).code).toBe('PRECONDITION_FAILED');
  });

  test('is opened by a signature in its URL, which no message shows', async () => {
    const permissions = ContainerSASPermissions.parse('r');
    const expiresOn = new Date(Date.now() + 3_600_000);
    const signed = await container.native.generateSasUrl({ permissions, expiresOn });
    const source = await blobSource(urlOf('model.pt') + new URL(signed).search);
    expect(await inspect(source)).toMatchObject({ name: urlOf('model.pt') });
  });

  test('that is not there is said with its name', async () => {
    const error = await failureOf(blobSource(urlOf('none.pt'), settings));
    expect(error.code).toBe('MODEL_FILE_NOT_FOUND');
    expect(error.message).toContain('There is no blob none.pt in container');
  });

  test('is not asked for any more once the signal is aborted', async () => {
    const source = await blobSource(urlOf('model.pt'), settings);
    await expect(inspect(source, { abortSignal: AbortSignal.abort() })).rejects.toThrow('aborted');
    const abortSignal = AbortSignal.abort();
    const error = await failureOf(blobSource(urlOf('model.pt'), { ...settings, abortSignal }));
    expect(error.code).toBe('ABORTED');
    expect(account.proxy.requests).toHaveLength(1);
  });

  test('that refuses us says why', async () => {
    account.proxy.fault = () => ({
      status: 403,
      headers: { 'x-ms-error-code': 'AuthorizationPermissionMismatch' },
    });
    const error = await failureOf(blobSource(urlOf('model.pt'), settings));
    expect(error).toMatchObject({ code: 'ACCESS_DENIED' });
    expect(error.hint).toContain('Storage Blob Data');
  });
});

test('a folder of blobs is listed with the etags that reading it has, and read in ranges', async () => {
  for (const name of ['images/a', 'images/sub/b', 'images-of-others/c'])
    await put(name, Buffer.from(name));
  const folder = blobFolder(urlOf('images?sig=secret'), settings);
  expect(folder).toMatchObject({ uri: urlOf('images'), prefix: 'images/' });
  const { store, prefix } = blobFolder(urlOf('images'), settings);
  const listed = await Array.fromAsync(store.doList(prefix, {}));
  expect(listed.map(({ key, size }) => [key, size])).toEqual([
    ['images/a', 8],
    ['images/sub/b', 12],
  ]);
  const found = await store.doRead('images/sub/b', {});
  expect(found?.head.etag).toBe(listed[1]?.etag);
  const bytes = await Array.fromAsync(found?.source.read(7, 5) ?? []);
  expect(Buffer.concat(bytes).toString()).toBe('sub/b');
});
