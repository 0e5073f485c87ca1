import { describe, expect, test } from 'vitest';

import { type Answer, azureServer } from '../../catalogue/test-support/azure-server.ts';
import { testCredential } from '../../catalogue/test-support/test-reader.ts';
import { failureOf } from '../../store/test-support/failure-of.ts';
import { type MlClient, mlClient } from './ml-client.ts';
import { lookAtOperation, operationOf } from './operation.ts';

const attempt = 'Cannot look at the endpoint demo';
const request = { path: 'onlineEndpoints/demo', attempt } as const;

/** A client of a resource manager that gives these answers, one after another, and then the last one for ever. */
async function clientFor(...answers: readonly Answer[]): Promise<
  AsyncDisposable & {
    readonly client: MlClient;
    readonly paths: () => readonly string[];
    readonly connections: () => number;
    readonly url: string;
  }
> {
  const server = await azureServer(
    (_, earlier) => answers[Math.min(earlier, answers.length - 1)] ?? { body: {} },
  );
  const client = mlClient({
    cloud: server.cloud,
    subscription: 'sub-1',
    resourceGroup: 'my büro',
    workspace: 'vision',
    credential: async () => testCredential,
    timing: { delayInMs: 1, maxRetries: 2 },
  });
  return {
    client,
    url: server.url,
    connections: server.connections,
    paths: () => server.requests.map(({ path, query }) => `${path}?${query.toString()}`),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe('a workspace', () => {
  test('is asked by its whole path, at one version', async () => {
    await using azure = await clientFor({ body: { name: 'demo' } });
    expect(await azure.client.find(request, {})).toEqual({ name: 'demo' });
    expect(azure.paths()).toEqual([
      '/subscriptions/sub-1/resourceGroups/my%20b%C3%BCro/providers/Microsoft.MachineLearningServices/workspaces/vision/onlineEndpoints/demo?api-version=2024-04-01',
    ]);
    expect(azure.client.workspaceId).toBe(
      '/subscriptions/sub-1/resourceGroups/my büro/providers/Microsoft.MachineLearningServices/workspaces/vision',
    );
  });

  test('has a resource group beside it, in which another provider keeps things', async () => {
    await using azure = await clientFor({ body: { name: 'demo' } });
    await azure.client.find({ path: 'Microsoft.Insights/autoscalesettings/demo', attempt }, {});
    expect(azure.paths()).toEqual([
      '/subscriptions/sub-1/resourceGroups/my%20b%C3%BCro/providers/Microsoft.Insights/autoscalesettings/demo?api-version=2022-10-01',
    ]);
  });

  test('that has no such thing says so, and is no failure', async () => {
    const error = { code: 'ResourceNotFound', message: 'The Resource … was not found.' };
    await using azure = await clientFor({ status: 404, body: { error } });
    expect(await azure.client.find(request, {})).toBeUndefined();
    expect((await failureOf(azure.client.send(request, {}))).code).toBe('NOT_FOUND');
  });

  test('that is busy is asked again, and then it is an outage, not an absence', async () => {
    await using azure = await clientFor({ status: 503, body: { error: { message: 'busy' } } });
    const error = await failureOf(azure.client.find(request, {}));
    expect(error).toMatchObject({ code: 'UNAVAILABLE', recovery: 'retry', effect: 'none' });
    expect(azure.paths()).toHaveLength(3);
  });

  test.each(['<html>Sign in to the network</html>', ''])(
    'in whose place something else answers 200 "%s" is not reachable',
    async (body) => {
      await using azure = await clientFor({ body });
      const error = await failureOf(azure.client.find(request, {}));
      expect(error).toMatchObject({ code: 'UNREACHABLE', recovery: 'retry', effect: 'none' });
      const operation = { url: azure.url, via: 'status' } as const;
      const look = lookAtOperation({ client: azure.client, operation, attempt, call: {} });
      expect(await failureOf(look)).toMatchObject({ code: 'UNREACHABLE', recovery: 'retry' });
    },
  );

  test('answers a change without a word, or with half of one, which is in no message', async () => {
    await using azure = await clientFor({ body: '' }, { body: '{"primaryKey":"secret' });
    const change = { ...request, method: 'POST', body: {} } as const;
    expect(await azure.client.send(change, {})).toMatchObject({ body: {} });
    const error = await failureOf(azure.client.send(change, {}));
    expect(error).toMatchObject({ code: 'UNREACHABLE', effect: 'unknown' });
    expect([error.message, error.cause].join()).not.toContain('secret');
  });

  test('whose answer to a change is lost may have changed', async () => {
    await using azure = await clientFor({ status: 500, body: {} });
    const change = { ...request, method: 'PUT', body: {} } as const;
    expect(await failureOf(azure.client.send(change, {}))).toMatchObject({ effect: 'unknown' });
  });

  test('that is not reachable says what to look at', async () => {
    const azure = await clientFor({ body: {} });
    await azure[Symbol.asyncDispose]();
    const error = await failureOf(azure.client.find(request, {}));
    expect(error).toMatchObject({ code: 'UNREACHABLE', recovery: 'retry' });
    expect(JSON.stringify(error.cause)).not.toContain('a-token');
  });

  test('is asked over one connection, however often', async () => {
    await using azure = await clientFor({ body: {} });
    for (let time = 0; time < 3; time += 1) await azure.client.find(request, {});
    expect(azure.paths()).toHaveLength(3);
    expect(azure.connections()).toBe(1);
  });

  test('is asked no longer once the call is aborted', async () => {
    await using azure = await clientFor({ body: {} });
    const abortSignal = AbortSignal.abort();
    expect((await failureOf(azure.client.find(request, { abortSignal }))).code).toBe('ABORTED');
  });

  test('changes one thing at a time', async () => {
    await using azure = await clientFor({ status: 409, body: { error: { code: 'Conflict' } } });
    const change = { ...request, method: 'DELETE' } as const;
    expect(await failureOf(azure.client.send(change, {}))).toMatchObject({
      code: 'BUSY',
      recovery: 'retry',
    });
  });
});

describe('a list', () => {
  test('is walked to its end, and never to another server', async () => {
    await using azure = await clientFor(
      { body: { value: [1, 2], nextLink: '/next' } },
      { body: { value: [3], nextLink: 'https://elsewhere.example/next' } },
    );
    const found: unknown[] = [];
    const walk = async (): Promise<void> => {
      for await (const entry of azure.client.list(request, {})) found.push(entry);
    };
    expect(await failureOf(walk())).toMatchObject({
      code: 'WORKSPACE_ODD',
      message: expect.stringContaining('another server: https://elsewhere.example') as string,
    });
    expect(found).toEqual([1, 2, 3]);
  });
});

describe('what goes on after an answer', () => {
  const operation = (url: string, via: 'status' | 'location' = 'status') =>
    ({ url: `${url}/operation`, via }) as const;

  test('is told by its own address, or by that of its result', () => {
    const headers = (all: Readonly<Record<string, string>>) => ({
      get: (name: string) => all[name],
    });
    const both = { 'azure-asyncoperation': 'https://a/status', location: 'https://a/result' };
    expect(operationOf(headers(both))).toEqual({ url: 'https://a/status', via: 'status' });
    expect(operationOf(headers({ location: 'https://a/result' }))?.via).toBe('location');
    expect(operationOf(headers({}))).toBeUndefined();
  });

  test('is waited for as long as Azure says', async () => {
    const body = { status: 'InProgress' };
    await using azure = await clientFor({ body, headers: { 'retry-after': '17' } });
    const { client, url } = azure;
    expect(await lookAtOperation({ client, operation: operation(url), attempt, call: {} })).toEqual(
      {
        state: 'running',
        pollInMs: 17_000,
      },
    );
  });

  test.each([
    ['status', { body: { status: 'Succeeded' } }],
    ['status', { status: 404, body: {} }],
    ['location', { status: 200, body: {} }],
    ['location', { status: 204, body: '' }],
  ] as const)('is over, by its %s, with %j', async (via, answer) => {
    await using azure = await clientFor(answer);
    const { client, url } = azure;
    const state = await lookAtOperation({
      client,
      operation: operation(url, via),
      attempt,
      call: {},
    });
    expect(state).toEqual({ state: 'ended' });
  });

  test('goes on while the address of its result says 202', async () => {
    await using azure = await clientFor({ status: 202, body: '' });
    const { client, url } = azure;
    const state = await lookAtOperation({
      client,
      operation: operation(url, 'location'),
      attempt,
      call: {},
    });
    expect(state).toEqual({ state: 'running', pollInMs: 10_000 });
  });

  test('may come to nothing, and says why', async () => {
    const error = { code: 'OutOfQuota', message: 'Region-wide VM capacity: none is left.' };
    await using azure = await clientFor({ body: { status: 'Failed', error } });
    const { client, url } = azure;
    const look = lookAtOperation({ client, operation: operation(url), attempt, call: {} });
    expect(await failureOf(look)).toMatchObject({
      code: 'NO_CAPACITY',
      recovery: 'next-offer',
      effect: 'done',
      message: `${attempt}: Region-wide VM capacity: none is left.`,
    });
  });

  test('is asked nowhere but at Azure', async () => {
    await using azure = await clientFor({ body: {} });
    const elsewhere = operation('https://elsewhere.example');
    const look = lookAtOperation({ client: azure.client, operation: elsewhere, attempt, call: {} });
    await expect(look).rejects.toThrow('another server');
    expect(azure.paths()).toEqual([]);
  });
});
