import { isPlausiblePrice } from '@torchrelay/core/catalogue';
import type { PriceListItem } from './item.ts';

/**
 * US dollars per hour on demand; `undefined` where there is none: sold in steps, by another unit or currency, or for
 * $0, which is how the list writes that something is sold in another way (capacity blocks).
 */
export function hourlyUsd({ onDemand }: Pick<PriceListItem, 'onDemand'>): number | undefined {
  const [dimension, ...more] = onDemand.flatMap((term) => Object.values(term.priceDimensions));
  if (dimension === undefined || more.length > 0) return undefined;
  const { unit = '', pricePerUnit = {} } = dimension;
  if (!/^h(?:ou)?rs?$/i.test(unit)) return undefined;
  const usd = Number.parseFloat(pricePerUnit['USD'] ?? '');
  return isPlausiblePrice(usd) ? usd : undefined;
}
