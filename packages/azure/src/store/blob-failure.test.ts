import { CredentialUnavailableError } from '@azure/identity';
import { textSource, type TorchrelayError } from '@torchrelay/core';
import { type FaultProxy, startFaultProxy } from '@torchrelay/stand-ins';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { BlobStoreSettings } from './blob-settings.ts';
import { blobStore } from './blob-store.ts';
import { failureOf } from './test-support/failure-of.ts';

/** Answers everything by itself: there is no server behind it. */
let proxy: FaultProxy;
let settings: BlobStoreSettings;

beforeAll(async () => {
  proxy = await startFaultProxy('http://127.0.0.1:1/acct');
  settings = {
    accountUrl: proxy.url,
    container: 'models',
    credential: { accountName: 'acct', accountKey: 'a2V5' },
    timing: { retryInMs: 1, silenceInMs: 300 },
  };
});

beforeEach(() => {
  proxy.requests.length = 0;
});

afterAll(() => proxy[Symbol.asyncDispose]());

function answerWith(status: number, code?: string, headers: Record<string, string> = {}): void {
  const body = code === undefined ? '' : `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`;
  proxy.fault = () => ({
    status,
    headers: {
      'content-type': 'application/xml',
      'x-ms-request-id': 'request-1',
      ...(code !== undefined && { 'x-ms-error-code': code }),
      ...headers,
    },
    body,
  });
}

const store = (): ReturnType<typeof blobStore> => blobStore(settings);
const failedHead = (): Promise<TorchrelayError> => failureOf(store().doHead('a.json', {}));
const failedRead = (): Promise<TorchrelayError> =>
  failureOf(Array.fromAsync(store().doList('names/', {})));
const failedWrite = (): Promise<TorchrelayError> =>
  failureOf(store().doWrite('a.json', textSource('x'), {}, {}));

describe('a refusal says what is wrong, and what to do:', () => {
  test.each([
    [403, 'AuthorizationPermissionMismatch', 'ACCESS_DENIED', 'Storage Blob Data Contributor'],
    [403, 'KeyBasedAuthenticationNotPermitted', 'ACCESS_DENIED', 'Leave the key'],
    [403, 'AuthorizationFailure', 'ACCESS_DENIED', 'Networking page'],
    [403, 'InsufficientAccountPermissions', 'ACCESS_DENIED', 'Ask whoever'],
    [403, 'AccountIsDisabled', 'ACCESS_DENIED', 'subscription may have ended'],
    [403, 'AuthorizationSourceIPMismatch', 'ACCESS_DENIED', 'new shared access signature'],
    [403, 'AuthenticationFailed', 'NO_CREDENTIALS', 'az login'],
    [401, 'InvalidAuthenticationInfo', 'NO_CREDENTIALS', 'az login'],
    [401, 'NoAuthenticationInformation', 'NO_CREDENTIALS', 'az login'],
    [409, 'PublicAccessNotPermitted', 'NO_CREDENTIALS', 'az login'],
    [412, 'LeaseIdMissing', 'STORE_OBJECT_LOCKED', 'sets no such lock'],
    [409, 'BlobImmutableDueToPolicy', 'STORE_OBJECT_LOCKED', 'sets no such lock'],
    [409, 'BlobArchived', 'STORE_OBJECT_LOCKED', 'set-tier'],
    [400, 'InvalidBlobOrBlock', 'STORE_REFUSED', 'wait for a week'],
    [403, undefined, 'ACCESS_DENIED', 'az account show'],
  ])('%s %s is %s', async (status, serviceCode, code, hint) => {
    answerWith(status, serviceCode);
    for (const error of [await failedWrite(), await failedHead()]) {
      expect(error).toMatchObject({ code, recovery: 'never', effect: 'none' });
      expect(error.hint).toContain(hint);
    }
    expect(proxy.requests).toHaveLength(2);
  });

  test('what was attempted and where is in the message, what support asks for in the data', async () => {
    answerWith(403, 'AuthorizationPermissionMismatch');
    const error = await failedWrite();
    const { host } = new URL(proxy.url);
    expect(error.message).toBe(
      `Cannot write a.json in container models of ${host}/acct: whoever is signed in has no role that allows it, or the signature does not.`,
    );
    expect(error.data).toEqual({
      account: `${host}/acct`,
      container: 'models',
      blob: 'a.json',
      status: 403,
      serviceCode: 'AuthorizationPermissionMismatch',
      requestId: 'request-1',
    });
    expect((await failedRead()).message).toContain('Cannot list container models');
  });

  test('a code that nobody knows yet is shown as it is', async () => {
    answerWith(409, 'SomethingNew');
    expect(await failedWrite()).toMatchObject({
      code: 'STORE_REFUSED',
      message: expect.stringContaining('answered 409 SomethingNew') as string,
    });
  });

  test('no secret is in an error', async () => {
    answerWith(403, 'AuthenticationFailed');
    const accountUrl = `${proxy.url}?sv=1&sig=secret`;
    const signed = blobStore({ ...settings, accountUrl, credential: undefined });
    const error = await failureOf(signed.doHead('a.json', {}));
    expect(proxy.requests[0]?.url).toContain('sig=secret');
    expect(JSON.stringify(error)).not.toContain('secret');
  });
});

describe('an absence', () => {
  test('is only one where Blob storage says so, never another server in between', async () => {
    answerWith(404, 'BlobNotFound');
    expect(await store().doHead('a.json', {})).toBeUndefined();
    answerWith(404);
    expect(await failedHead()).toMatchObject({ code: 'STORE_REFUSED', data: { status: 404 } });
  });
});

describe('a failure that may pass', () => {
  test.each([
    [429, undefined],
    [500, 'InternalError'],
    [500, 'OperationTimedOut'],
    [503, 'ServerBusy'],
    [502, undefined],
    [409, 'PendingCopyOperation'],
    [409, 'ContainerBeingDeleted'],
  ])('(%s %s) is to be repeated', async (status, serviceCode) => {
    answerWith(status, serviceCode);
    expect(await failedHead()).toMatchObject({
      code: 'UNAVAILABLE',
      recovery: 'retry',
      effect: 'none',
    });
  });

  test('may have had an effect where the service itself failed', async () => {
    answerWith(500, 'InternalError');
    expect((await failedWrite()).effect).toBe('unknown');
    answerWith(429);
    expect((await failedWrite()).effect).toBe('none');
  });

  test('is repeated twice right here, and by the apply loop when the service says', async () => {
    answerWith(503, 'ServerBusy', { 'retry-after': '7' });
    expect((await failedWrite()).data).toMatchObject({ retryAfterInMs: 7000 });
    expect(proxy.requests).toHaveLength(3);
  });

  test('that passes is not noticed', async () => {
    proxy.fault = () =>
      proxy.requests.length < 3
        ? { status: 503, headers: { 'x-ms-error-code': 'ServerBusy' } }
        : { status: 201, headers: { etag: '"1"', 'last-modified': new Date().toUTCString() } };
    const head = await store().doWrite('a.json', textSource('x'), {}, {});
    expect(head.etag).toBe('"1"');
  });

  test('other bytes that arrived than were sent', async () => {
    answerWith(400, 'Md5Mismatch');
    expect(await failedWrite()).toMatchObject({ code: 'CONTENT_MISMATCH', recovery: 'retry' });
  });
});

describe('a connection', () => {
  test('that is cut may have lost an answer', async () => {
    proxy.fault = () => 'cut-before';
    expect(await failedWrite()).toMatchObject({
      code: 'UNREACHABLE',
      recovery: 'retry',
      effect: 'unknown',
    });
    expect(await failedHead()).toMatchObject({ recovery: 'retry', effect: 'none' });
  });

  test('that nobody takes has had no effect', async () => {
    const refusing = blobStore({ ...settings, accountUrl: 'http://127.0.0.1:1/acct' });
    const error = await failureOf(refusing.doWrite('a', textSource('x'), {}, {}));
    expect(error).toMatchObject({ code: 'UNREACHABLE', recovery: 'retry', effect: 'none' });
    expect(error.message).toContain('no connection to 127.0.0.1:1/acct');
  });

  test('to an account that is not there is not tried again by the apply loop', async () => {
    const missing = blobStore({ ...settings, accountUrl: 'https://nobody.blob.core.invalid' });
    const error = await failureOf(missing.doHead('a', {}));
    // Without a resolver a machine cannot tell a wrong name from a missing network.
    const recovery = error.data['connection'] === 'EAI_AGAIN' ? 'retry' : 'never';
    expect(error).toMatchObject({ code: 'UNREACHABLE', recovery, effect: 'none' });
  });

  test('that says nothing any more is given up', async () => {
    proxy.fault = () => 'hang';
    expect(await failedWrite()).toMatchObject({
      code: 'UNREACHABLE',
      recovery: 'retry',
      effect: 'unknown',
      message: expect.stringContaining('no sign of life for 0.3 s') as string,
    });
  });

  test('that the caller gives up is an abort, whatever the reason looks like', async () => {
    proxy.fault = () => 'hang';
    const head = store().doHead('a', { abortSignal: AbortSignal.timeout(50) });
    expect((await failureOf(head)).code).toBe('ABORTED');
    const reason = 'enough';
    const aborted = store().doHead('a', { abortSignal: AbortSignal.abort(reason) });
    expect(await failureOf(aborted)).toMatchObject({ code: 'ABORTED', effect: 'unknown' });
  });
});

describe('without a sign-in', () => {
  test.each([
    ['nobody is signed in', 'Please run az login to set up account'],
    ['has expired', 'AADSTS700082: The refresh token has expired due to inactivity.'],
  ])('the error says that %s', async (expected, said) => {
    const getToken = (): Promise<never> => Promise.reject(new CredentialUnavailableError(said));
    const unsigned = blobStore({
      ...settings,
      accountUrl: 'https://127.0.0.1:1',
      credential: { getToken },
    });
    const error = await failureOf(unsigned.doHead('a', {}));
    expect(error).toMatchObject({ code: 'NO_CREDENTIALS', recovery: 'never', effect: 'none' });
    expect(error.message).toContain(expected);
    expect(error.hint).toContain('az login');
  });
});
