import { describe, expect, test } from 'vitest';
import { createPipelineRequest } from '@azure/core-rest-pipeline';

import { testCredential } from '../catalogue/test-support/test-reader.ts';
import { isLoopback, loopbackTokenPolicy } from './loopback-token.ts';

describe('this machine', () => {
  test.each(['http://127.0.0.1:8080/x', 'http://localhost/.default', 'http://[::1]:1'])(
    'is where %s leads',
    (url) => expect(isLoopback(url)).toBe(true),
  );

  test.each([
    'https://management.azure.com/.default',
    'http://127.0.0.1.example.com',
    'http://azure.invalid',
    'https://127.0.0.1',
  ])('is not where %s leads, or needs no exception', (url) => expect(isLoopback(url)).toBe(false));
});

describe('a token that is sent in the clear', () => {
  const authorizationTo = async (url: string): Promise<string | undefined> => {
    const scope = 'http://127.0.0.1/.default';
    const request = createPipelineRequest({ url });
    const policy = loopbackTokenPolicy({ credential: testCredential, scope });
    await policy.sendRequest(request, (sent) =>
      Promise.resolve({ request: sent, status: 200, headers: sent.headers }),
    );
    return request.headers.get('authorization');
  };

  test('goes to this machine', async () => {
    expect(await authorizationTo('http://127.0.0.1:8080/')).toBe('Bearer a-token');
  });

  test.each(['http://azure.invalid/', 'https://azure.invalid/'])(
    'does not go to %s',
    async (url) => {
      expect(await authorizationTo(url)).toBeUndefined();
    },
  );
});
