import type { TokenCredential } from '@azure/identity';
import { describe, expect, test } from 'vitest';

import { azureServer } from '../../catalogue/test-support/azure-server.ts';
import { testCredential } from '../../catalogue/test-support/test-reader.ts';
import { azureClouds } from '../../cloud/azure-clouds.ts';
import { failureOf } from '../../store/test-support/failure-of.ts';
import { mlClient } from '../client/ml-client.ts';
import { endpointTokens, type EndpointTokens } from './endpoint-token.ts';

interface Tokens extends AsyncDisposable {
  readonly tokens: EndpointTokens;
  readonly asked: () => readonly (string | undefined)[];
}

async function tokensFor(body: unknown, now = Date.now): Promise<Tokens> {
  const server = await azureServer(() => ({ body }));
  const credential = async (): Promise<typeof testCredential> => testCredential;
  const client = mlClient({
    cloud: server.cloud,
    subscription: 's',
    resourceGroup: 'g',
    workspace: 'w',
    credential,
  });
  return {
    tokens: endpointTokens({ client, credential, now, cloud: server.cloud }),
    asked: () => server.requests.map(({ path }) => path.split('/').at(-1)),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const endpoint = { name: 'demo', authMode: 'Key' };

describe('what lets a request in', () => {
  test('is an endpoint’s key, asked for once, and again when it was refused', async () => {
    await using azure = await tokensFor({ primaryKey: 'k', secondaryKey: 'l' });
    expect(await azure.tokens.tokenFor(endpoint, {})).toBe('k');
    expect(await azure.tokens.tokenFor(endpoint, {})).toBe('k');
    expect(azure.asked()).toEqual(['listKeys']);
    azure.tokens.forget('demo');
    await azure.tokens.tokenFor(endpoint, {});
    expect(azure.asked()).toEqual(['listKeys', 'listKeys']);
  });

  test('is a token of Azure ML, asked for again when it says so', async () => {
    let time = 1_000_000;
    const body = { accessToken: 't', refreshAfterTimeUtc: 2000 };
    await using azure = await tokensFor(body, () => time);
    const withTokens = { ...endpoint, authMode: 'AMLToken' };
    expect(await azure.tokens.tokenFor(withTokens, {})).toBe('t');
    await azure.tokens.tokenFor(withTokens, {});
    expect(azure.asked()).toEqual(['token']);
    time = 2_000_001;
    await azure.tokens.tokenFor(withTokens, {});
    expect(azure.asked()).toEqual(['token', 'token']);
  });

  test('is a token of Microsoft Entra, which Azure ML is not asked for', async () => {
    await using azure = await tokensFor({});
    expect(await azure.tokens.tokenFor({ ...endpoint, authMode: 'AADToken' }, {})).toBe('a-token');
    expect(azure.asked()).toEqual([]);
  });

  test.each([
    [azureClouds.AzureCloud, 'https://ml.azure.com/.default'],
    [azureClouds.AzureUSGovernment, 'https://ml.azure.us/.default'],
    [azureClouds.AzureChinaCloud, 'https://ml.azure.cn/.default'],
    [
      { ...azureClouds.AzureCloud, name: 'ours', machineLearningScope: 'https://ours/.default' },
      'https://ours/.default',
    ],
  ])('is a token for the cloud that the endpoint is in: $name', async (cloud, scope) => {
    const asked: (string | readonly string[])[] = [];
    const credential = async (): Promise<TokenCredential> => ({
      async getToken(scopes) {
        asked.push(scopes);
        return { token: 't', expiresOnTimestamp: 0 };
      },
    });
    const place = { subscription: 's', resourceGroup: 'g', workspace: 'w' };
    const client = mlClient({ ...place, cloud, credential });
    const tokens = endpointTokens({ client, credential, cloud });
    expect(await tokens.tokenFor({ ...endpoint, authMode: 'AADToken' }, {})).toBe('t');
    expect(asked).toEqual([scope]);
  });

  test('is nobody’s where nobody is signed in', async () => {
    await using server = await azureServer(() => ({ body: {} }));
    const credential = async () => ({ getToken: async () => null });
    const client = mlClient({
      cloud: server.cloud,
      subscription: 's',
      resourceGroup: 'g',
      workspace: 'w',
      credential,
    });
    const tokens = endpointTokens({ client, credential, cloud: server.cloud });
    const error = await failureOf(tokens.tokenFor({ ...endpoint, authMode: 'AADToken' }, {}));
    expect(error).toMatchObject({ code: 'NO_CREDENTIALS', hint: 'Sign in: az login.' });
    expect(server.requests).toEqual([]);
  });
});
