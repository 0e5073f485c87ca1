import type { PricingClient } from '@aws-sdk/client-pricing';
import type { Call } from '@torchrelay/core/target';
import { readPriceListItem, type PriceListItem } from '../price-list/item.ts';
import { abortable } from '../../client/abortable.ts';

/** Three regions answer for all the others. */
export function pricingRegion(region: string): string {
  if (region.startsWith('eu-')) return 'eu-central-1';
  return region.startsWith('ap-') ? 'ap-south-1' : 'us-east-1';
}

/** Everything of a service that has all of these attributes: `{ component: 'Hosting', regionCode: 'us-east-1' }`. */
export async function getProducts({
  client,
  serviceCode,
  attributes,
  call,
}: {
  readonly client: PricingClient;
  readonly serviceCode: 'AmazonEC2' | 'AmazonSageMaker';
  readonly attributes: Readonly<Record<string, string>>;
  readonly call: Call;
}): Promise<readonly PriceListItem[]> {
  const { paginateGetProducts } = await import('@aws-sdk/client-pricing');
  const filters = Object.entries(attributes).map(
    ([field, value]) => ({ Type: 'TERM_MATCH', Field: field, Value: value }) as const,
  );
  const request = { ServiceCode: serviceCode, Filters: filters, FormatVersion: 'aws_v1' };
  const pages = paginateGetProducts({ client, pageSize: 100 }, request, abortable(call));
  const items: PriceListItem[] = [];
  for await (const { PriceList: texts = [] } of pages) {
    items.push(...[...texts].map((text) => readPriceListItem(String(text))));
  }
  return items;
}
