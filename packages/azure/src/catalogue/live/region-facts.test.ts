import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { type Answer, type AzureServer, azureServer } from '../test-support/azure-server.ts';
import { sizeAnswer } from '../test-support/ml-answers.ts';
import { retailPage, retailRow } from '../test-support/retail-row.ts';
import { testCredential } from '../test-support/test-reader.ts';
import { type RegionFacts, regionFacts, type RegionFactsRequest } from './region-facts.ts';

const size = 'Standard_NC24ads_A100_v4';

let server: AzureServer;
let answers: Record<string, Answer>;
beforeEach(async () => {
  answers = {
    prices: { body: retailPage([retailRow()]) },
    vmSizes: { body: { value: [sizeAnswer(size)] } },
    usages: { body: { value: [] } },
    skus: { body: { value: [] } },
  };
  server = await azureServer(({ path }) => answers[path.split('/').at(-1) ?? ''] ?? { body: {} });
});
afterEach(() => server[Symbol.asyncDispose]());

const facts = (changes: Partial<RegionFactsRequest> = {}): Promise<RegionFacts> =>
  regionFacts({
    cloud: server.cloud,
    region: 'eastus',
    sizes: [size],
    subscriptionId: 'sub',
    credential: testCredential,
    snapshot: '2026-06-18, from the snapshot',
    timeoutInMs: 60_000,
    timing: { delayInMs: 1, maxRetries: 1 },
    now: Date.now,
    call: {},
    ...changes,
  });

const asked = (): string[] => server.requests.map(({ path }) => path.split('/').at(-1) ?? '');

describe('what Azure says of a region', () => {
  test('is asked for once each, prices without a token and the rest with one', async () => {
    const { warnings, prices, mlSizes, usages, skus } = await facts();
    expect(warnings).toEqual([]);
    expect(prices?.value).toEqual({ [size.toLowerCase()]: { onDemand: 3.673 } });
    expect(mlSizes?.value).toHaveLength(1);
    expect([usages?.value, skus]).toEqual([[], undefined]);
    const signed = server.requests.filter(({ authorization }) => authorization !== undefined);
    expect(signed.map(({ authorization }) => authorization)).toEqual(
      Array.from({ length: 2 }, () => 'Bearer a-token'),
    );
    expect(signed.map(({ path }) => path.split('/').at(-1)).join(' ')).toMatch(
      /^(?:usages vmSizes|vmSizes usages)$/,
    );
    expect(asked()).toHaveLength(3);
  });

  test('on sizes is asked of Azure Compute only where Azure Machine Learning gives none', async () => {
    answers['vmSizes'] = { status: 403, body: {} };
    const { skus, mlSizes } = await facts();
    expect([skus?.value, mlSizes]).toEqual([[], undefined]);
    expect(asked()).toContain('skus');
  });

  test('is not what a failing part took from the others', async () => {
    answers['prices'] = { status: 400, body: {} };
    const { prices, mlSizes, usages, warnings } = await facts();
    expect(prices).toBeUndefined();
    expect(mlSizes).toBeDefined();
    expect(usages).toBeDefined();
    expect(warnings.map(({ message }) => message)).toEqual([
      'Cannot read the prices of eastus: Azure refused (400). Prices are those of 2026-06-18, from the snapshot.',
    ]);
  });
});

describe('without a credential', () => {
  const before = process.env['AZURE_TOKEN_CREDENTIALS'];
  beforeEach(() => {
    // Only the environment is asked, which names nobody here: no look for identities of machines.
    process.env['AZURE_TOKEN_CREDENTIALS'] = 'EnvironmentCredential';
  });
  afterEach(() => {
    if (before === undefined) delete process.env['AZURE_TOKEN_CREDENTIALS'];
    else process.env['AZURE_TOKEN_CREDENTIALS'] = before;
  });

  test('whoever is signed in is taken; nobody is a warning, and prices are read still', async () => {
    const { prices, warnings } = await facts({ credential: undefined });
    expect(prices).toBeDefined();
    expect(new Set(warnings.map(({ code }) => code))).toEqual(new Set(['no-credentials']));
    expect(asked()).toEqual(['prices']);
  });
});
