import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Need } from '@torchrelay/core/target';

import { type AzureOffers, azureOffers, type AzureOffersRequest } from './offers.ts';
import {
  type Answer,
  type AzureServer,
  azureServer,
  type SeenRequest,
} from './test-support/azure-server.ts';
import { familyUsage, regionUsage, sizeAnswer } from './test-support/ml-answers.ts';
import { retailPage, retailRow } from './test-support/retail-row.ts';
import { skuAnswer } from './test-support/sku-answer.ts';
import { testCredential } from './test-support/test-reader.ts';
import { cpuRow, testRow, testSnapshot } from './test-support/test-snapshot.ts';

const a100 = 'Standard_NC24ads_A100_v4';
const family = 'standardNCADSA100v4Family';
const need: Need = { purpose: 'serving', accelerator: 'A100', memoryBytes: 1, nodes: 1 };
const now = (): number => Date.parse('2026-11-01T00:00:00Z');
const asOf = '2026-11-01T00:00:00.000Z';

type List = 'prices' | 'vmSizes' | 'usages' | 'skus';

const listOf = ({ path }: SeenRequest): List =>
  path === '/api/retail/prices' ? 'prices' : (path.split('/').at(-1) as List);

const forbidden: Answer = { status: 403, body: { error: { code: 'AuthorizationFailed' } } };

/** All that Azure says of eastus: one A100 size, on two instances of which quota is left. */
const answers: Readonly<Record<List, Answer>> = {
  prices: { body: retailPage([retailRow(), retailRow({ skuName: 'x Spot', retailPrice: 0.4 })]) },
  vmSizes: { body: { value: [sizeAnswer(a100)] } },
  usages: {
    body: {
      value: [
        familyUsage(family, { used: 24, limit: 72 }),
        regionUsage('Dedicated', { used: 24, limit: 500 }),
        regionUsage('LowPriority', { used: 0, limit: 100 }),
      ],
    },
  },
  skus: { body: { value: [skuAnswer(a100)] } },
};

let cacheFolder: string;
let server: AzureServer;
let current: Record<List, Answer>;
beforeEach(async () => {
  current = { ...answers };
  cacheFolder = await mkdtemp(join(tmpdir(), 'torchrelay-offers-'));
  server = await azureServer((request) => current[listOf(request)]);
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(cacheFolder, { recursive: true });
});

const offers = (changes: Partial<AzureOffersRequest> = {}): Promise<AzureOffers> =>
  azureOffers({
    need,
    region: 'East US',
    subscriptionId: 'sub',
    credential: testCredential,
    cloud: server.cloud,
    timing: { delayInMs: 1, maxRetries: 1 },
    snapshot: testSnapshot(),
    now,
    ...changes,
  });

const asked = (): List[] => server.requests.map(listOf);

describe('an offer', () => {
  test('has its price, its presence and its quota, each from where Azure says it', async () => {
    expect(await offers()).toEqual({
      offers: [
        {
          id: `eastus/${a100}`,
          instanceType: a100,
          region: 'eastus',
          accelerator: testRow().accelerator,
          vCpus: 24,
          memoryBytes: 220 * 2 ** 30,
          usdPerHour: { known: true, value: 3.673, source: 'Azure Retail Prices', asOf },
          offeredHere: {
            known: true,
            value: true,
            source: 'sizes of Azure Machine Learning',
            asOf,
          },
          quotaLeft: {
            known: true,
            value: 2,
            source: 'quota of Azure Machine Learning, counted in such instances',
            asOf,
          },
          quotaName: `${family} Cluster Dedicated vCPUs, Azure Machine Learning in eastus`,
        },
      ],
      warnings: [],
    });
    expect(asked().toSorted()).toEqual(['prices', 'usages', 'vmSizes']);
  });

  test('for a job has a spot price, and on spot the quota of low-priority machines', async () => {
    const { offers: found } = await offers({ need: { ...need, purpose: 'training', spot: true } });
    expect(found).toMatchObject([
      { spotUsdPerHour: { known: true, value: 0.4 }, quotaLeft: { known: true, value: 4 } },
    ]);
  });

  test('does not count our own instances against us', async () => {
    const { offers: found } = await offers({ ownUse: { [`eastus/${a100}`]: 1 } });
    expect(found).toMatchObject([{ quotaLeft: { value: 3 } }]);
    const elsewhere = await offers({ ownUse: { [`westus/${a100}`]: 1 } });
    expect(elsewhere.offers).toMatchObject([{ quotaLeft: { value: 2 } }]);
  });

  test('is made for all that is for the purpose, and for what Azure has begun to offer for it', async () => {
    const snapshot = testSnapshot(
      testRow({ purposes: ['training'] }),
      cpuRow(),
      cpuRow({ instanceType: 'Standard_F8s_v2', purposes: ['training'] }),
    );
    const { offers: found } = await offers({ snapshot });
    expect(found.map(({ instanceType }) => instanceType)).toEqual([a100, 'Standard_F4s_v2']);
  });
});

describe('what may not be read', () => {
  test('is unknown, with a warning that names the permission and the role', async () => {
    current['usages'] = forbidden;
    const { offers: found, warnings } = await offers();
    expect(found).toMatchObject([{ offeredHere: { value: true }, quotaLeft: { known: false } }]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({
      code: 'permission-missing',
      permissions: ['Microsoft.MachineLearningServices/locations/usages/read'],
    });
    expect(warnings[0]?.message).toContain('the built-in role Reader has it');
  });

  test('of Azure Machine Learning is asked of Azure Compute, which can only say no', async () => {
    current['vmSizes'] = forbidden;
    expect((await offers()).offers).toMatchObject([{ offeredHere: { known: false } }]);
    current['skus'] = { body: { value: [] } };
    const { offers: found, warnings } = await offers();
    expect(found).toMatchObject([
      { offeredHere: { known: true, value: false, source: 'sizes of Azure Compute' } },
    ]);
    expect(warnings.map(({ permissions }) => permissions)).toEqual([
      ['Microsoft.MachineLearningServices/locations/vmSizes/read'],
    ]);
  });

  test('at all leaves the snapshot’s prices, with their age', async () => {
    current = {
      prices: { status: 500, body: '' },
      vmSizes: forbidden,
      usages: forbidden,
      skus: forbidden,
    };
    const { offers: found, warnings } = await offers();
    expect(found).toMatchObject([
      {
        usdPerHour: {
          known: true,
          value: 3.5,
          source: 'snapshot: Azure Retail Prices',
          asOf: '2026-06-18',
        },
        offeredHere: { known: false },
        quotaLeft: { known: false },
      },
    ]);
    expect(warnings).toHaveLength(4);
    expect(warnings[0]?.message).toMatch(/Prices are those of 2026-06-18, from the snapshot\.$/);
  });
});

describe('answers', () => {
  test('on prices and sizes are remembered for a day, and old ones used in need; quota is asked each time', async () => {
    await offers({ cacheFolder });
    const soon = await offers({ cacheFolder });
    expect(asked().toSorted()).toEqual(['prices', 'usages', 'usages', 'vmSizes']);
    expect(soon.offers).toEqual((await offers()).offers);

    current = { ...answers, prices: forbidden, vmSizes: forbidden, usages: forbidden };
    const later = await offers({ cacheFolder, now: () => now() + 2 * 86_400_000 });
    expect(later.offers).toMatchObject([
      {
        usdPerHour: { value: 3.673, asOf },
        offeredHere: { value: true, asOf },
        quotaLeft: { known: false },
      },
    ]);
    expect(later.warnings.map(({ message }) => message.includes('2026-11-01 is used'))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('of one subscription, region or cloud are not those of another', async () => {
    await offers({ cacheFolder });
    await offers({ cacheFolder, subscriptionId: 'other' });
    expect(asked().filter((list) => list === 'vmSizes')).toHaveLength(2);
    expect(asked().filter((list) => list === 'prices')).toHaveLength(1);
    await offers({ cacheFolder, region: 'westus' });
    await offers({ cacheFolder, cloud: { ...server.cloud, name: 'OtherCloud' } });
    expect(asked().filter((list) => list === 'prices')).toHaveLength(3);
  });

  test('on the prices of fewer sizes are not taken for those of more', async () => {
    await offers({ cacheFolder });
    const snapshot = testSnapshot(testRow(), cpuRow());
    await offers({ cacheFolder, snapshot });
    expect(asked().filter((list) => list === 'prices')).toHaveLength(2);
  });
});

describe('nobody is asked', () => {
  test('but the price list without a subscription', async () => {
    const { offers: found } = await offers({ subscriptionId: undefined });
    expect(asked()).toEqual(['prices']);
    expect(found).toMatchObject([
      { usdPerHour: { value: 3.673 }, offeredHere: { known: false }, quotaLeft: { known: false } },
    ]);
  });

  test('for prices in a cloud that publishes none', async () => {
    const { retailPrices: _, ...cloud } = server.cloud;
    const { offers: found, warnings } = await offers({ cloud });
    expect(asked()).not.toContain('prices');
    expect(found).toMatchObject([{ usdPerHour: { source: 'snapshot: Azure Retail Prices' } }]);
    expect(warnings).toEqual([]);
  });

  test('at all where that is wished: the snapshot is what there is', async () => {
    const { offers: found, warnings } = await offers({ live: false });
    expect(asked()).toEqual([]);
    expect(found).toMatchObject([{ usdPerHour: { value: 3.5 } }]);
    expect(warnings).toEqual([]);
  });
});

test('an abort ends the asking', async () => {
  const call = { abortSignal: AbortSignal.abort() };
  await expect(offers({ call })).rejects.toMatchObject({ code: 'ABORTED' });
});

test('a server that is too slow costs a warning, and no more than the time that was given', async () => {
  current['usages'] = { status: 429, headers: { 'retry-after': '3600' }, body: '' };
  const { offers: found, warnings } = await offers({ timeoutInMs: 500 });
  expect(found).toMatchObject([{ quotaLeft: { known: false } }]);
  expect(warnings.map(({ message }) => message)).toContain(
    'Cannot read the quota of Azure Machine Learning in eastus: no answer within 0.5 s. A missing quota shows when the size is asked for.',
  );
});
