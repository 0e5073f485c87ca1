import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { inspect } from 'node:util';

import {
  BlobServiceClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { readAll, textSource } from '@torchrelay/core';
import { type Azurite, madeUpToken, startAzurite } from '@torchrelay/stand-ins';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { BlobCredential } from './blob-settings.ts';
import { blobStore } from './blob-store.ts';
import { failureOf } from './test-support/failure-of.ts';
import { seededSource } from './test-support/random-source.ts';

const trusted = getCACertificates();
let azurite: Azurite;
let key: StorageSharedKeyCredential;

beforeAll(async () => {
  azurite = await startAzurite({ protocol: 'https' });
  const { accountUrl, accountName, accountKey, certificate = '' } = azurite;
  setDefaultCACertificates([...trusted, certificate]);
  key = new StorageSharedKeyCredential(accountName, accountKey);
  await new BlobServiceClient(accountUrl, key).createContainer('models');
});

afterAll(async () => {
  setDefaultCACertificates(trusted);
  await azurite[Symbol.asyncDispose]();
});

const storeFor = (credential: BlobCredential | undefined, accountUrl = azurite.accountUrl) =>
  blobStore({ accountUrl, container: 'models', credential, timing: { retryInMs: 1 } });

/** A token as a user's own identity has one, where the account takes no keys. */
function tokenCredential(token = madeUpToken()): BlobCredential & { readonly scopes: unknown[] } {
  const scopes: unknown[] = [];
  return {
    scopes,
    getToken: async (asked) => {
      scopes.push(asked);
      return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
    },
  };
}

describe('with the identity of a user', () => {
  test('everything is done that a deployment needs, with a token for storage', async () => {
    const credential = tokenCredential();
    const store = storeFor(credential);
    const source = seededSource(9 * 2 ** 20);
    expect(await store.doObserve({})).toMatchObject({ exists: true });
    const written = await store.doWrite('a/model.pt', source, {}, {});
    const { etag } = await store.doWrite('lease.json', textSource('x'), { ifAbsent: true }, {});
    await store.doWrite('lease.json', textSource('y'), { ifMatch: etag }, {});
    await store.doCopy('a/model.pt', 'b/model.pt', {});
    const found = await store.doRead('b/model.pt', {});
    expect(found?.head.sha256).toBe(written.sha256);
    expect(found && (await readAll(found.source)).length).toBe(source.size);
    expect(await Array.fromAsync(store.doList('', {}))).toHaveLength(3);
    for (const name of ['a/model.pt', 'b/model.pt', 'lease.json']) {
      await store.doDelete(name, {}, {});
    }
    expect(await Array.fromAsync(store.doList('', {}))).toEqual([]);
    expect(new Set(credential.scopes.flat())).toEqual(
      new Set(['https://storage.azure.com/.default']),
    );
  });

  test('an expired token says to sign in again', async () => {
    const store = storeFor(tokenCredential(madeUpToken({ expiresInMs: -60_000 })));
    const error = await failureOf(store.doHead('a', {}));
    expect(error).toMatchObject({ code: 'NO_CREDENTIALS', recovery: 'never' });
    expect(error.hint).toContain('az login');
  });
});

describe('with a shared access signature in the URL', () => {
  const signedUrl = (permissions: string): string => {
    const signature = generateBlobSASQueryParameters(
      {
        containerName: 'models',
        permissions: ContainerSASPermissions.parse(permissions),
        expiresOn: new Date(Date.now() + 3_600_000),
        version: '2024-11-04',
      },
      key,
    );
    return `${azurite.accountUrl}?${signature.toString()}`;
  };

  test('no other credential is asked for', async () => {
    const store = storeFor(undefined, signedUrl('racwdl'));
    await store.doWrite('a', textSource('hello'), {}, {});
    expect(await store.doHead('a', {})).toMatchObject({ size: 5 });
    expect(await Array.fromAsync(store.doList('', {}))).toHaveLength(1);
  });

  test('one that does not allow it is told by name', async () => {
    const store = storeFor(undefined, signedUrl('r'));
    expect(await store.doHead('a', {})).toMatchObject({ size: 5 });
    const error = await failureOf(store.doWrite('c', textSource('x'), {}, {}));
    expect(error).toMatchObject({ code: 'ACCESS_DENIED', recovery: 'never' });
    expect(error.data['serviceCode']).toBe('AuthorizationPermissionMismatch');
  });
});

test('a wrong key is refused', async () => {
  const wrong = { accountName: azurite.accountName, accountKey: 'd3Jvbmc=' };
  const error = await failureOf(storeFor(wrong).doHead('a', {}));
  expect(error).toMatchObject({ code: 'NO_CREDENTIALS', recovery: 'never' });
});

test('a server with a certificate that nobody vouches for is not spoken to', async () => {
  await using stranger = await startAzurite({ protocol: 'https' });
  const error = await failureOf(storeFor(tokenCredential(), stranger.accountUrl).doHead('a', {}));
  expect(error).toMatchObject({ code: 'UNREACHABLE', recovery: 'never', effect: 'none' });
  expect(error.hint).toContain('NODE_EXTRA_CA_CERTS');
});

test('neither token nor signature is in what an error carries, its causes included', async () => {
  const token = madeUpToken({ audience: 'https://vault.azure.net' });
  const withToken = await failureOf(storeFor(tokenCredential(token)).doHead('a', {}));
  const signed = storeFor(undefined, `${azurite.accountUrl}?sv=2024-11-04&sr=c&sig=very-secret`);
  const withSignature = await failureOf(signed.doHead('a', {}));
  for (const error of [withToken, withSignature]) {
    const everything = inspect(error, { depth: 20, showHidden: true, customInspect: false });
    expect(everything).toContain('403');
    expect(everything).not.toContain(token);
    expect(everything).not.toContain('very-secret');
  }
});
