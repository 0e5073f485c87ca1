import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { azureCloud, jsonReader } from '@torchrelay/azure/catalogue';
import { unpackSnapshot, type CatalogueSnapshot } from '@torchrelay/core/catalogue';

import { generate, type GenerateRequest } from './generate-snapshot.ts';
import { gpuSizes } from './gpu-sizes.ts';

const name = 'Standard_NC24ads_A100_v4';
const row = {
  currencyCode: 'USD',
  tierMinimumUnits: 0,
  retailPrice: 3.673,
  armRegionName: 'eastus',
  effectiveStartDate: '2024-04-01T00:00:00Z',
  productName: 'Virtual Machines NCads A100 v4 Series',
  skuName: 'NC24ads A100 v4',
  meterName: 'NC24ads A100 v4',
  unitOfMeasure: '1 Hour',
  type: 'Consumption',
  armSkuName: name,
};

let folder: string;
let server: Server;
let url: string;
let skuVCpus: string;
beforeEach(async () => {
  skuVCpus = '24';
  folder = await mkdtemp(join(tmpdir(), 'torchrelay-generate-'));
  server = createServer(({ url: asked = '' }, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answerTo(new URL(asked, 'http://azure'))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

function answerTo({ pathname, searchParams }: URL): unknown {
  if (pathname === '/api/retail/prices') {
    const isEast = searchParams.get('$filter')?.includes("'eastus'") === true;
    return { Items: isEast ? [row] : [], NextPageLink: null };
  }
  if (pathname.endsWith('/vmSizes')) return { value: [] };
  const capabilities = [{ name: 'vCPUs', value: skuVCpus }];
  const family = 'StandardNCADSA100v4Family';
  const locations = ['eastus', 'westus'];
  return {
    value: [{ resourceType: 'virtualMachines', name, family, locations, capabilities }],
  };
}

const run = (changes: Partial<GenerateRequest> = {}): ReturnType<typeof generate> =>
  generate({
    cloud: { ...azureCloud(), resourceManager: url, retailPrices: url },
    regions: ['westus', 'eastus'],
    readPublic: jsonReader({}),
    readSigned: jsonReader({}),
    out: join(folder, 'snapshot.ts'),
    now: new Date('2026-11-01T00:00:00Z'),
    sizes: gpuSizes.filter((size) => size.name === name),
    ...changes,
  });

async function written(): Promise<CatalogueSnapshot> {
  const text = await readFile(join(folder, 'snapshot.ts'), 'utf8');
  return unpackSnapshot(text.slice(text.indexOf('`') + 1, text.lastIndexOf('`')));
}

describe('the generator', () => {
  test('writes what the price list says of each region, with its date', async () => {
    expect(await run()).toEqual([]);
    const snapshot = await written();
    expect(snapshot.generatedAt).toBe('2026-11-01T00:00:00.000Z');
    expect(snapshot.rows).toMatchObject([{ instanceType: name, regions: ['eastus'] }]);
    expect(snapshot.sources['prices']).toEqual({
      kind: 'published',
      text: 'Azure Retail Prices',
      asOf: '2026-11-01T00:00:00.000Z',
    });
  });

  test('compares with what Azure says of sizes, and writes nothing where that differs', async () => {
    expect(await run({ subscriptionId: 'sub' })).toEqual([]);
    await rm(join(folder, 'snapshot.ts'));
    skuVCpus = '12';
    expect(await run({ subscriptionId: 'sub' })).toEqual([
      `${name} in westus has 24 vCPUs; Azure Compute says 12`,
      `${name} in eastus has 24 vCPUs; Azure Compute says 12`,
    ]);
    expect(await readdir(folder)).toEqual([]);
  });

  test('has nothing to read in a cloud without a price list', async () => {
    const { retailPrices: _, ...cloud } = azureCloud();
    await expect(run({ cloud })).rejects.toThrow('AzureCloud has no public list of prices.');
  });
});
