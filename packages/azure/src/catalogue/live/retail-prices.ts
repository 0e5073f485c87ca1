import type { Call } from '@torchrelay/core/target';

import type { AzureCloud } from '../../cloud/azure-clouds.ts';
import { linuxPrices, type LinuxPrices } from './linux-prices.ts';
import { retailList } from './pages.ts';
import type { Reading } from './read-failure.ts';
import type { ReadJson } from './read-json.ts';
import { readRetailItem } from './retail-item.ts';

/** Whose prices are asked for. */
export interface RetailPricesRequest {
  readonly cloud: AzureCloud & { readonly retailPrices: string };
  /** As addresses have it: `eastus`. */
  readonly region: string;
  /** With their capitals: the list compares them letter by letter. */
  readonly sizes: readonly string[];
  readonly read: ReadJson;
  readonly call: Call;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * What Linux machines cost in one region, from Azure's public price list.
 *
 * @throws TorchrelayError when the list cannot be read
 */
export async function readRetailPrices({
  cloud,
  region,
  sizes,
  read,
  call,
  now,
}: RetailPricesRequest): Promise<LinuxPrices> {
  const reading = pricesReading(region);
  const items = [];
  for (const some of inQueries(sizes, region)) {
    const url = retailUrl(cloud.retailPrices, filterOf(region, some));
    items.push(...(await retailList({ url, reading, read, call })));
  }
  const prices = items.flatMap((item) => {
    const row = readRetailItem(item, { now });
    return 'price' in row && row.price.region === region ? [row.price] : [];
  });
  return linuxPrices(prices);
}

export function pricesReading(region: string): Reading {
  return { what: `the prices of ${region}` };
}

const apiVersion = '2023-01-01-preview';

function retailUrl(host: string, filter: string): string {
  const url = new URL('/api/retail/prices', host);
  url.searchParams.set('api-version', apiVersion);
  url.searchParams.set('currencyCode', "'USD'");
  url.searchParams.set('$filter', filter);
  return url.href;
}

function filterOf(region: string, sizes: readonly string[]): string {
  const names = sizes.map((size) => `armSkuName eq '${quoted(size)}'`).join(' or ');
  return `serviceName eq 'Virtual Machines' and priceType eq 'Consumption' and armRegionName eq '${quoted(region)}' and (${names})`;
}

/** Servers of Microsoft's take queries of some two thousand characters. */
const longestQuery = 1800;

function inQueries(sizes: readonly string[], region: string): string[][] {
  const queries: string[][] = [];
  for (const size of sizes) {
    const last = queries.at(-1);
    const isFull =
      last === undefined ||
      encodeURIComponent(filterOf(region, [...last, size])).length > longestQuery;
    if (isFull) queries.push([size]);
    else last.push(size);
  }
  return queries;
}

/** An apostrophe in a text of OData is written twice. */
function quoted(text: string): string {
  return text.replaceAll("'", "''");
}
