import { describe, expect, test } from 'vitest';

import { azureServer } from '../test-support/azure-server.ts';
import { restrictedIn, skuAnswer } from '../test-support/sku-answer.ts';
import { testReader } from '../test-support/test-reader.ts';
import { readResourceSkus, type ResourceSku } from './resource-skus.ts';

async function skusOf(
  value: readonly unknown[],
  region = 'eastus',
): Promise<readonly ResourceSku[]> {
  await using server = await azureServer(({ query }) =>
    query.get('page') === '2'
      ? { body: { value: [skuAnswer('Standard_OnPageTwo', { location: region })] } }
      : {
          body: { value, nextLink: `${server.url}/subscriptions/sub?page=2` },
        },
  );
  const place = { cloud: server.cloud, subscriptionId: 'sub', region };
  const skus = await readResourceSkus(place, testReader(server), {});
  expect(server.requests[0]?.path).toBe('/subscriptions/sub/providers/Microsoft.Compute/skus');
  expect(server.requests[0]?.query.get('$filter')).toBe(`location eq '${region}'`);
  expect(skus.at(-1)?.name).toBe('Standard_OnPageTwo');
  return skus.slice(0, -1);
}

describe('a size of Azure Compute', () => {
  test('has what its capabilities say, and its zones', async () => {
    expect(await skusOf([skuAnswer('Standard_NC24ads_A100_v4')])).toEqual([
      {
        name: 'Standard_NC24ads_A100_v4',
        family: 'StandardNCADSA100v4Family',
        region: 'eastus',
        zones: ['1', '2'],
        vCpus: 24,
        memoryGib: 220,
        gpus: 1,
        hasRdma: false,
        architecture: 'x64',
      },
    ]);
  });

  test('tells InfiniBand, and the day it ends', async () => {
    const capabilities = { RdmaEnabled: 'True', RetirementDateUtc: '09/30/2025', vCPUs: '24' };
    const [sku] = await skusOf([skuAnswer('Standard_NC24rs_v3', { capabilities })]);
    expect(sku).toMatchObject({ hasRdma: true, retiresOn: '2025-09-30' });
  });

  test('repeats what Azure says of GPUs, also where it is wrong or nothing', async () => {
    const [twelve, none] = await skusOf([
      skuAnswer('Standard_ND96isr_H100_v5', { capabilities: { GPUs: '12' } }),
      skuAnswer('Standard_ND96is_MI300X_v5', { capabilities: { vCPUs: '96' } }),
    ]);
    expect(twelve?.gpus).toBe(12);
    expect(none).not.toHaveProperty('gpus');
  });

  test('may be forbidden to a subscription, in a region', async () => {
    const [here, elsewhere, zone] = await skusOf(
      [
        skuAnswer('Standard_A', { location: 'WestUS3', restrictions: [restrictedIn('WestUS3')] }),
        skuAnswer('Standard_B', { location: 'WestUS3', restrictions: [restrictedIn('eastus')] }),
        skuAnswer('Standard_C', {
          location: 'WestUS3',
          restrictions: [{ ...restrictedIn('WestUS3'), type: 'Zone' }],
        }),
      ],
      'westus3',
    );
    expect(here).toMatchObject({ region: 'westus3', restriction: 'NotAvailableForSubscription' });
    expect(elsewhere).not.toHaveProperty('restriction');
    expect(zone).not.toHaveProperty('restriction');
  });

  test('of another region, or no machine at all, is left out', async () => {
    const disk = { ...skuAnswer('Premium_LRS'), resourceType: 'disks' };
    const elsewhere = skuAnswer('Standard_A', { location: 'westus' });
    expect(await skusOf([disk, elsewhere, 'text'])).toEqual([]);
  });
});
