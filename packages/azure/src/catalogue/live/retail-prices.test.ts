import { describe, expect, test } from 'vitest';

import { type Answer, type AzureServer, azureServer } from '../test-support/azure-server.ts';
import { retailPage, retailRow } from '../test-support/retail-row.ts';
import { testReader } from '../test-support/test-reader.ts';
import type { LinuxPrices } from './linux-prices.ts';
import { readRetailPrices } from './retail-prices.ts';

const a100 = 'Standard_NC24ads_A100_v4';

function pricesFrom(
  server: AzureServer,
  { sizes = [a100], region = 'eastus' }: { sizes?: readonly string[]; region?: string } = {},
): Promise<LinuxPrices> {
  const now = Date.parse('2026-11-01T00:00:00Z');
  return readRetailPrices({
    cloud: server.cloud,
    region,
    sizes,
    read: testReader(server),
    call: {},
    now,
  });
}

describe('the prices of a region', () => {
  test('are asked for by region and size, in dollars, and told from Windows, spot and reservations', async () => {
    const rows = [
      retailRow(),
      retailRow({ productName: 'Virtual Machines NCads A100 v4 Series Windows', retailPrice: 5 }),
      retailRow({ skuName: 'NC24ads A100 v4 Spot', retailPrice: 0.4 }),
      retailRow({ skuName: 'NC24ads A100 v4 Low Priority', retailPrice: 0.7 }),
      retailRow({ type: 'Reservation', reservationTerm: '3 Years', retailPrice: 172_237 }),
    ];
    await using server = await azureServer(() => ({ body: retailPage(rows) }));
    expect(await pricesFrom(server)).toEqual({
      [a100.toLowerCase()]: { onDemand: 3.673, spot: 0.4 },
    });
    const [request] = server.requests;
    expect(request?.path).toBe('/api/retail/prices');
    expect(request?.query.get('currencyCode')).toBe("'USD'");
    expect(request?.query.get('$filter')).toBe(
      `serviceName eq 'Virtual Machines' and priceType eq 'Consumption' and armRegionName eq 'eastus' and (armSkuName eq '${a100}')`,
    );
  });

  test('are never those of another region, not even where it alone has one', async () => {
    const rows = [retailRow({ armRegionName: 'westus', retailPrice: 4.775 })];
    await using server = await azureServer(() => ({ body: retailPage(rows) }));
    expect(await pricesFrom(server)).toEqual({});
  });

  test('are read on all pages', async () => {
    await using server = await azureServer(({ query }, earlier) => {
      const next = `http://127.0.0.1:${port(server)}/api/retail/prices?page=${earlier + 1}`;
      const row = retailRow({ armSkuName: `Standard_${earlier}`, retailPrice: earlier + 1 });
      return { body: retailPage([row], query.get('page') === '2' ? null : next) };
    });
    expect(Object.keys(await pricesFrom(server))).toEqual([
      'standard_0',
      'standard_1',
      'standard_2',
    ]);
  });

  test('are read on where a full page forgets to name the next', async () => {
    const page = Array.from({ length: 100 }, (_, n) => retailRow({ armSkuName: `Standard_${n}` }));
    await using server = await azureServer(({ query }) => {
      const isFirst = query.get('$skip') === null;
      return { body: retailPage(isFirst ? page : [retailRow({ armSkuName: 'Standard_last' })]) };
    });
    expect(await pricesFrom(server)).toHaveProperty('standard_last');
    expect(server.requests.map(({ query }) => query.get('$skip'))).toEqual([null, '100']);
  });

  test('are asked for in several queries, each short enough for the server, none twice', async () => {
    const sizes = Array.from({ length: 60 }, (_, n) => `Standard_NC${n}ads_A100_v4`);
    await using server = await azureServer(() => ({ body: retailPage([]) }));
    await pricesFrom(server, { sizes });
    const filters = server.requests.map(({ query }) => query.get('$filter') ?? '');
    expect(filters.length).toBeGreaterThan(1);
    for (const filter of filters) expect(encodeURIComponent(filter).length).toBeLessThan(1900);
    expect(filters.flatMap((filter) => filter.match(/Standard_\w+/g) ?? [])).toEqual(sizes);
  });
});

describe('the price list', () => {
  test('that asks for patience without saying how long is asked again', async () => {
    await using server = await azureServer((_, earlier): Answer =>
      earlier < 2 ? { status: 429, body: '' } : { body: retailPage([retailRow()]) },
    );
    expect(await pricesFrom(server)).toHaveProperty([a100.toLowerCase(), 'onDemand'], 3.673);
    expect(server.requests).toHaveLength(3);
  });

  test('that sends to another server for its next page is not followed there', async () => {
    await using server = await azureServer(() => ({
      body: retailPage([], 'http://192.0.2.1/api/retail/prices?$skip=100'),
    }));
    await expect(pricesFrom(server)).rejects.toMatchObject({ code: 'AZURE_ANSWER_UNEXPECTED' });
  });

  test('that goes round in circles is left', async () => {
    await using server = await azureServer(() => ({
      body: retailPage([], `http://127.0.0.1:${port(server)}/api/retail/prices`),
    }));
    await expect(pricesFrom(server)).rejects.toThrow(/more than 500 pages/);
  });

  test('without a list in it is no empty list', async () => {
    await using server = await azureServer(() => ({ body: { Error: 'no' } }));
    await expect(pricesFrom(server)).rejects.toThrow(/answered without a list "Items"/);
  });
});

function port({ url }: AzureServer): string {
  return new URL(url).port;
}
