import type { PriceListItem } from '../../../packages/aws/src/catalogue/price-list/item.ts';
import { readBulkPriceList } from './bulk-price-list.ts';

export interface RegionPriceList {
  readonly region: string;
  readonly items: readonly PriceListItem[];
}

interface RegionIndex {
  readonly publicationDate?: string;
  readonly regions?: Readonly<Record<string, { readonly currentVersionUrl?: string }>>;
}

/** Public, without credentials. */
const publicOrigin = 'https://pricing.us-east-1.amazonaws.com';

/**
 * Downloads a service's price list region by region, and keeps what is wanted.
 *
 * @throws Error when a file cannot be had: a missing region must not look like one without prices
 */
export async function* fetchPriceLists({
  service,
  regions,
  isWanted,
  fetch = globalThis.fetch,
  origin = publicOrigin,
}: {
  readonly service: 'AmazonEC2' | 'AmazonSageMaker';
  readonly regions: readonly string[];
  readonly isWanted: (attributes: PriceListItem['attributes']) => boolean;
  readonly fetch?: typeof globalThis.fetch;
  readonly origin?: string;
}): AsyncGenerator<RegionPriceList & { readonly publishedAt: string }> {
  const indexUrl = new URL(`/offers/v1.0/aws/${service}/current/region_index.json`, origin);
  const index = (await (await get(fetch, indexUrl)).json()) as RegionIndex;
  for (const region of regions) {
    const path = index.regions?.[region]?.currentVersionUrl;
    if (path === undefined) continue;
    const { body } = await get(fetch, new URL(path, origin));
    if (body === null) throw new Error(`${path} is empty.`);
    const chunks = body.pipeThrough(new TextDecoderStream());
    const items = await readBulkPriceList(chunks, isWanted);
    yield { region, items, publishedAt: index.publicationDate ?? '' };
  }
}

async function get(fetch: typeof globalThis.fetch, url: URL): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.href} answered ${response.status}.`);
  return response;
}
