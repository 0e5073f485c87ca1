import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

import { startAddingContainer } from '../../containers/adding-container.ts';
import { madeUpToken } from '../made-up-token.ts';
import { type AzureMlStandIn, startAzureMl } from './azure-ml.ts';
import { specificationFolder } from './spec-judge.ts';

let azure: AzureMlStandIn;

const start = async (): Promise<void> => {
  // So slow that a test sees it change, whatever else the machine does.
  azure = await startAzureMl({ start: startAddingContainer, changeInMs: 300 });
};

/** What it says at its end of what it was asked. */
async function end(): Promise<unknown> {
  try {
    return await azure[Symbol.asyncDispose]();
  } catch (error) {
    return error;
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly [key: string]: unknown };
}

async function ask(
  method: string,
  path: string,
  body?: object,
  audience = azure.url,
): Promise<Answer> {
  const { url, subscription, resourceGroup, workspace } = azure;
  const at = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${workspace}`;
  const response = await fetch(`${url}${at}/${path}?api-version=2024-04-01`, {
    method,
    headers: {
      authorization: `Bearer ${madeUpToken({ audience })}`,
      'content-type': 'application/json',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? {} : (JSON.parse(text) as Answer['body']),
  };
}

const job = {
  properties: { jobType: 'Command', command: 'python3 train.py', environmentId: 'azureml:e:1' },
};

const endpoint = { location: 'eastus', properties: { authMode: 'Key' } };

/** On a machine that has other things to do. */
const atMost = { timeout: 20_000 };

/** Until nothing goes on any more. */
async function settled(path: string): Promise<Answer> {
  return vi.waitFor(async () => {
    const answer = await ask('GET', path);
    const { provisioningState } = (answer.body['properties'] ?? {}) as {
      readonly provisioningState?: string;
    };
    expect(['Succeeded', 'Failed', undefined]).toContain(provisioningState);
    return answer;
  }, atMost);
}

describe('Azure ML’s stand-in', () => {
  beforeAll(start);
  afterAll(end);

  test('makes an endpoint that is there at once, is made in a while, and its operation tells when', async () => {
    const { status, headers, body } = await ask('PUT', 'onlineEndpoints/demo-a', endpoint);
    expect(status).toBe(201);
    expect(body['properties']).toMatchObject({ provisioningState: 'Creating' });
    const operation = headers.get('azure-asyncoperation') ?? '';
    const authorization = `Bearer ${madeUpToken({ audience: azure.url })}`;
    await vi.waitFor(async () => {
      const response = await fetch(operation, { headers: { authorization } });
      expect(await response.json()).toEqual({ status: 'Succeeded' });
    }, atMost);
    const made = await ask('GET', 'onlineEndpoints/demo-a');
    expect(made.body['properties']).toMatchObject({ provisioningState: 'Succeeded', traffic: {} });
  });

  test('changes no endpoint while it changes', async () => {
    await ask('PUT', 'onlineEndpoints/demo-b', endpoint);
    expect((await ask('PUT', 'onlineEndpoints/demo-b', endpoint)).status).toBe(409);
    expect((await ask('DELETE', 'onlineEndpoints/demo-b')).status).toBe(409);
  });

  test('takes an endpoint in full: what is left out is gone', async () => {
    await ask('PUT', 'onlineEndpoints/demo-c', { ...endpoint, tags: { team: 'vision' } });
    expect((await settled('onlineEndpoints/demo-c')).body['tags']).toEqual({ team: 'vision' });
    await ask('PUT', 'onlineEndpoints/demo-c', endpoint);
    expect((await settled('onlineEndpoints/demo-c')).body['tags']).toEqual({});
  });

  test.each([
    ['more', { blue: 100 }, 'There is no deployment blue'],
    ['less', { blue: 60 }, 'Traffic must sum up to 0 or 100'],
  ])('takes no %s traffic than there may be', async (name, traffic, said) => {
    await ask('PUT', `onlineEndpoints/${name}`, endpoint);
    await settled(`onlineEndpoints/${name}`);
    const properties = { authMode: 'Key', traffic };
    const refused = await ask('PUT', `onlineEndpoints/${name}`, { ...endpoint, properties });
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain(said);
  });

  test('lets nobody in without a key', async () => {
    await ask('PUT', 'onlineEndpoints/demo-e', endpoint);
    const { body } = await settled('onlineEndpoints/demo-e');
    const { scoringUri = '' } = body['properties'] as { readonly scoringUri?: string };
    const headers = { authorization: 'Bearer of somebody' };
    expect((await fetch(scoringUri, { method: 'POST', headers })).status).toBe(401);
  });

  test('lets nobody in with a token for something else', async () => {
    expect((await ask('GET', '', undefined, 'https://vault.azure.net')).status).toBe(401);
  });

  test('a job runs, is cancelled when asked to, and deleted when it has ended', async () => {
    const statusOf = async (): Promise<unknown> =>
      ((await ask('GET', 'jobs/job-1')).body['properties'] as { status?: unknown } | undefined)
        ?.status;
    expect((await ask('PUT', 'jobs/job-1', job)).status).toBe(201);
    expect((await ask('PUT', 'jobs/job-1', job)).status).toBe(400);
    await vi.waitFor(async () => expect(await statusOf()).toBe('Running'), atMost);
    expect((await ask('DELETE', 'jobs/job-1')).status).toBe(400);
    expect((await ask('POST', 'jobs/job-1/cancel')).status).toBe(202);
    await vi.waitFor(async () => expect(await statusOf()).toBe('Canceled'), atMost);
    expect((await ask('DELETE', 'jobs/job-1')).status).toBe(202);
    await vi.waitFor(async () => expect((await ask('GET', 'jobs/job-1')).status).toBe(404), atMost);
  });

  test('a job whose compute is not there is refused', async () => {
    const properties = { ...job.properties, computeId: '/…/computes/none' };
    const { status, body } = await ask('PUT', 'jobs/job-2', { properties });
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('was not found')]);
  });

  test('tokens of a managed identity are for whoever knows its secret, and vaults take no others', async () => {
    const asked = (path: string, headers: Record<string, string>): Promise<Response> =>
      fetch(`${azure.url}${path}`, { headers });
    azure.keepSecret('a', 'hush');
    const token = '/msi/token?api-version=2017-09-01&resource=https://vault.azure.net';
    expect((await asked(token, { secret: 'guessed' })).status).toBe(401);
    const manager = { authorization: `Bearer ${madeUpToken({ audience: azure.url })}` };
    expect((await asked('/vault/secrets/a?api-version=7.4', manager)).status).toBe(401);
    const vault = madeUpToken({ audience: 'https://vault.azure.net' });
    const answer = await asked('/vault/secrets/a?api-version=7.4', {
      authorization: `Bearer ${vault}`,
    });
    expect(await answer.json()).toMatchObject({ value: 'hush' });
  });

  test('gives a list page by page', async () => {
    for (const name of ['one', 'two', 'three'])
      await ask('PUT', `onlineEndpoints/${name}`, endpoint);
    const { body } = await ask('GET', 'onlineEndpoints');
    expect(body['value']).toHaveLength(2);
    expect(body['nextLink']).toContain('skip=2');
  });
});

describe.skipIf(specificationFolder() === undefined)(
  'Microsoft’s specification (skipped without it: AZURE_REST_API_SPECS=…/specification)',
  () => {
    beforeEach(start);
    afterEach(end);

    test.each([
      ['without what it needs', { location: 'eastus', properties: {} }, 'authMode'],
      ['with what it does not know', { ...endpoint, colour: 'blue' }, 'colour'],
      [
        'with what is only to be read',
        { ...endpoint, properties: { authMode: 'Key', scoringUri: 'https://a.example' } },
        'scoringUri',
      ],
    ])('fails whoever sends a request %s', async (_, body, said) => {
      await ask('PUT', 'onlineEndpoints/demo', body);
      expect(String(await end())).toContain(said);
    });

    test('fails nobody who keeps to it', async () => {
      await ask('PUT', 'onlineEndpoints/demo', endpoint);
      await settled('onlineEndpoints/demo');
      await ask('DELETE', 'onlineEndpoints/demo');
      expect(await end()).toBeUndefined();
    });
  },
);
