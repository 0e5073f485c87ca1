import type { PriceListItem } from '../../../packages/aws/src/catalogue/price-list/item.ts';
import { priceTable } from '../../../packages/aws/src/catalogue/price-list/price-table.ts';
import { componentOf } from '../../../packages/aws/src/catalogue/price-list/sagemaker-price.ts';
import type { PriceSource } from './price-source.ts';

/** SageMaker's own price list of one region as sources: the only ones that are no estimates. */
export function listedSources({
  region,
  items,
  publishedAt,
}: {
  readonly region: string;
  readonly items: readonly PriceListItem[];
  readonly publishedAt: string;
}): readonly PriceSource[] {
  return (['serving', 'training'] as const).map((purpose) => ({
    key: `${purpose}-${region}`,
    kind: 'published',
    text: `AWS Price List, SageMaker ${componentOf[purpose]}`,
    asOf: publishedAt,
    region,
    purposes: [purpose],
    usdPerHour: priceTable(items, { region, purpose }),
  }));
}
