import type {
  PriceListItem,
  PriceListTerm,
} from '../../../packages/aws/src/catalogue/price-list/item.ts';
import { streamMembers } from '../json/stream-members.ts';

interface Product {
  readonly sku?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/**
 * Reads the Price List file of one service in one region, which for EC2 is larger than memory should be: of its products
 * only the wanted are kept. In these files products stand before terms, whose keys are their SKUs.
 *
 * @throws SyntaxError when the file is cut off
 * @throws RangeError when it has no terms, or terms before products: then prices would be missed silently
 */
export async function readBulkPriceList(
  chunks: AsyncIterable<string>,
  isWanted: (attributes: PriceListItem['attributes']) => boolean,
): Promise<readonly PriceListItem[]> {
  const wanted = new Map<string, PriceListItem['attributes']>();
  const items: PriceListItem[] = [];
  let terms = 0;
  for await (const { path, key, value } of streamMembers(chunks, [['products'], onDemandPath])) {
    if (path.length === 1) {
      if (terms > 0) throw new RangeError('The price list has terms before products.');
      const { sku = key, attributes = {} } = value as Product;
      if (isWanted(attributes)) wanted.set(sku, attributes);
      continue;
    }
    terms += 1;
    const attributes = wanted.get(key);
    if (attributes === undefined) continue;
    items.push({
      sku: key,
      attributes,
      onDemand: Object.values(value as Record<string, PriceListTerm>),
    });
  }
  if (terms === 0) throw new RangeError('The price list has no terms.');
  return items;
}

const onDemandPath = ['terms', 'OnDemand'];
