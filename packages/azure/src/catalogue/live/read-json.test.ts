import { describe, expect, test } from 'vitest';
import { TorchrelayError } from '@torchrelay/core';

import { type Answer, azureServer } from '../test-support/azure-server.ts';
import { testCredential, testReader } from '../test-support/test-reader.ts';
import { jsonReader } from './read-json.ts';

const reading = { what: 'the quota', permission: 'Some.Provider/quota/read' };

async function answered(
  answer: (earlier: number) => Answer,
): Promise<{ readonly result: unknown; readonly requests: number }> {
  await using server = await azureServer((_, earlier) => answer(earlier));
  const result = await testReader(server)(server.url, reading, {}).catch((error: unknown) => error);
  return { result, requests: server.requests.length };
}

describe('what Azure answers', () => {
  test('is read as JSON, by whoever is signed in', async () => {
    await using server = await azureServer(() => ({ body: { value: [1] } }));
    expect(await testReader(server)(server.url, reading, {})).toEqual({ value: [1] });
    expect(server.requests[0]?.authorization).toBe('Bearer a-token');
  });

  test('is asked for again after a failure, and after the wait that it names', async () => {
    const { result, requests } = await answered((earlier) => {
      if (earlier === 0) return { status: 503, body: '' };
      if (earlier === 1) return { status: 429, headers: { 'x-ms-retry-after-ms': '2' }, body: '' };
      if (earlier === 2) return { status: 429, headers: { 'retry-after': '0' }, body: '' };
      return { body: { value: [] } };
    });
    expect(result).toEqual({ value: [] });
    expect(requests).toBe(4);
  });

  test('is given up after some attempts, and can be asked for later', async () => {
    const { result } = await answered(() => ({ status: 500, body: '' }));
    expect(result).toMatchObject({ code: 'UNAVAILABLE', recovery: 'retry' });
  });

  test.each([
    [401, 'NO_CREDENTIALS', 'az login'],
    [403, 'ACCESS_DENIED', 'Some.Provider/quota/read'],
  ])('%i is %s, with what to do', async (status, code, hint) => {
    const body = {
      error: { code: 'AuthorizationFailed', message: 'The client does not.\r\nMore.' },
    };
    const { result, requests } = await answered(() => ({ status, body }));
    expect(result).toMatchObject({
      code,
      recovery: 'never',
      hint: expect.stringContaining(hint) as string,
      message: expect.stringContaining(`Cannot read the quota`) as string,
      data: { status, azureCode: 'AuthorizationFailed' },
    });
    expect(String(result)).toContain('The client does not.');
    expect(String(result)).not.toContain('More.');
    expect(requests).toBe(1);
  });

  test('that is a refusal carries Azure’s own words', async () => {
    const error = { code: 'NoRegisteredProviderFound', message: "No provider for 'moon'." };
    const { result } = await answered(() => ({ status: 400, body: { error } }));
    expect(result).toMatchObject({
      code: 'AZURE_REFUSED',
      message: "Cannot read the quota: Azure refused (400: No provider for 'moon'.).",
    });
  });

  test('that is a page for people is no answer', async () => {
    const { result } = await answered(() => ({ body: '<html>Sign in to the proxy</html>' }));
    expect(result).toMatchObject({ code: 'AZURE_REFUSED', data: { status: 200 } });
  });

  test('is not fetched from another server that it sends to', async () => {
    await using other = await azureServer(() => ({ body: { value: ['stolen'] } }));
    const headers = { location: `${other.url}/elsewhere` };
    const { result } = await answered(() => ({ status: 307, headers, body: '' }));
    expect(result).toMatchObject({ code: 'AZURE_REFUSED' });
    expect(other.requests).toEqual([]);
  });
});

describe('a request without an answer', () => {
  test('because nobody listens is said with where to look', async () => {
    const server = await azureServer(() => ({ body: {} }));
    await server[Symbol.asyncDispose]();
    const error: unknown = await testReader(server)(server.url, reading, {}).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      code: 'UNREACHABLE',
      recovery: 'retry',
      hint: expect.stringContaining('HTTPS_PROXY') as string,
    });
  });

  test('because nobody is signed in says how to sign in, and sends nothing', async () => {
    await using server = await azureServer(() => ({ body: {} }));
    const failure = Object.assign(new Error('no'), { name: 'CredentialUnavailableError' });
    const nobody = { getToken: () => Promise.reject(failure) };
    const read = testReader(server, nobody);
    await expect(read(server.url, reading, {})).rejects.toMatchObject({ code: 'NO_CREDENTIALS' });
    expect(server.requests).toEqual([]);
  });

  test('because it was aborted is an abort', async () => {
    await using server = await azureServer(() => ({ body: {} }));
    const call = { abortSignal: AbortSignal.abort() };
    const error: unknown = await testReader(server)(server.url, reading, call).catch(
      (thrown: unknown) => thrown,
    );
    expect(TorchrelayError.isInstance(error) && error.code).toBe('ABORTED');
  });
});

describe('a token', () => {
  test('goes in the clear to this machine alone', async () => {
    const scope = 'http://127.0.0.1:1/.default';
    const read = jsonReader({ credential: testCredential, scope, timing: { maxRetries: 0 } });
    const url = 'http://azure.invalid/';
    await expect(read(url, reading, {})).rejects.toMatchObject({ code: 'UNREACHABLE' });
    const safe = jsonReader({
      credential: testCredential,
      scope: 'https://azure.invalid/.default',
      timing: { maxRetries: 0 },
    });
    await expect(safe(url, reading, {})).rejects.toThrow(/not permitted for non-TLS/);
  });

  test('is not needed for what anybody may read', async () => {
    await using server = await azureServer(() => ({ body: {} }));
    await jsonReader({})(server.url, reading, {});
    expect(server.requests[0]?.authorization).toBeUndefined();
  });
});
