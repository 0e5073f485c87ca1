import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { azureServer } from '../test-support/azure-server.ts';
import { testReader } from '../test-support/test-reader.ts';
import { recordsOf } from './json-shape.ts';
import { linuxPrices } from './linux-prices.ts';
import { readResourceSkus, type ResourceSku } from './resource-skus.ts';
import { readRetailItem } from './retail-item.ts';

const folder = join(import.meta.dirname, '../../../../../../shared/data/catalog/examples');

const example = (name: string): unknown =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown;

describe.skipIf(!existsSync(folder))(
  'recorded answers of Azure (skipped where none lie beside the checkout)',
  () => {
    test('hold prices among rows that are none', () => {
      const items = recordsOf(example('azure_retail_prices.json'), 'Items', 'https://example');
      const rows = items.map((item) => readRetailItem(item, { now: Date.parse('2026-11-01') }));
      const prices = rows.flatMap((row) => ('price' in row ? [row.price] : []));
      const eastus = linuxPrices(prices.filter(({ region }) => region === 'eastus'));
      expect(eastus).toMatchObject({
        standard_nd96isr_h100_v5: { onDemand: 98.32, spot: 18.169536 },
        standard_nd96amsr_a100_v4: { onDemand: 32.77, spot: 3.6047 },
      });
      const dropped = rows.flatMap((row) => ('dropped' in row ? [row.dropped] : []));
      expect(dropped).toEqual(expect.arrayContaining(['Windows', 'not by consumption']));
    });

    test('hold sizes that are restricted, miscounted, or not counted', async () => {
      const body = example('azure_resource_skus.json');
      await using server = await azureServer(() => ({ body }));
      const skusOf = (region: string): Promise<readonly ResourceSku[]> =>
        readResourceSkus(
          { cloud: server.cloud, subscriptionId: 'sub', region },
          testReader(server),
          {},
        );
      expect(await skusOf('eastus')).toMatchObject([
        { memoryGib: 1800, hasRdma: true, restriction: 'NotAvailableForSubscription' },
      ]);
      expect(await skusOf('westus3')).toMatchObject([
        { name: 'Standard_ND96isr_H100_v5', gpus: 12 },
      ]);
      const [mi300x] = await skusOf('westus');
      expect(mi300x).toMatchObject({ name: 'Standard_ND96is_MI300X_v5' });
      expect(mi300x).not.toHaveProperty('gpus');
    });
  },
);
