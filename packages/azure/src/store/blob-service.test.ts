import { type FaultProxy, startFaultProxy } from '@torchrelay/stand-ins';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { connectToAccount } from './blob-service.ts';
import type { BlobAccount } from './blob-settings.ts';

/** Answers everything by itself. */
let proxy: FaultProxy;

beforeAll(async () => {
  proxy = await startFaultProxy('http://127.0.0.1:1/acct');
});

beforeEach(() => {
  proxy.requests.length = 0;
  proxy.fault = () => ({ status: 200, headers: { 'content-length': '0' } });
});

afterAll(() => proxy[Symbol.asyncDispose]());

async function ask(account: Partial<BlobAccount>): Promise<void> {
  const service = await connectToAccount({
    accountUrl: proxy.url,
    timing: { retryInMs: 1 },
    ...account,
  });
  await service.getContainerClient('models').getBlobClient('a').getProperties();
}

describe('a request', () => {
  test('is signed with the key of an account', async () => {
    await ask({ credential: { accountName: 'acct', accountKey: 'a2V5' } });
    expect(proxy.requests[0]?.headers.authorization).toMatch(/^SharedKey acct:/);
  });

  test('carries the signature of its URL, and no other', async () => {
    await ask({ accountUrl: `${proxy.url}?sv=2024-11-04&sig=abc` });
    expect(proxy.requests[0]?.url).toBe('/acct/models/a?sv=2024-11-04&sig=abc');
    expect(proxy.requests[0]?.headers.authorization).toBeUndefined();
  });

  test('carries no token beside a signature: nobody is asked for one', async () => {
    const getToken = (): never => expect.unreachable();
    await ask({ accountUrl: `${proxy.url}?sv=2024-11-04&sig=abc`, credential: { getToken } });
    expect(proxy.requests[0]?.headers.authorization).toBeUndefined();
  });

  test('with a token is never sent without encryption', async () => {
    const getToken = async () => ({ token: 'secret', expiresOnTimestamp: Date.now() + 3_600_000 });
    await expect(ask({ credential: { getToken } })).rejects.toThrow('https');
    expect(proxy.requests).toEqual([]);
  });

  test('says who asks', async () => {
    await ask({ credential: { accountName: 'acct', accountKey: 'a2V5' } });
    expect(proxy.requests[0]?.headers['user-agent']).toMatch(/^torchrelay /);
  });

  test('that fails is made three times at most', async () => {
    proxy.fault = () => ({ status: 503 });
    const credential = { accountName: 'acct', accountKey: 'a2V5' };
    await expect(ask({ credential })).rejects.toMatchObject({ statusCode: 503 });
    expect(proxy.requests).toHaveLength(3);
  });
});
