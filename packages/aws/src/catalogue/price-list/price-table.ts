import type { PriceListItem } from './item.ts';
import { sagemakerPrice, type SagemakerPrice } from './sagemaker-price.ts';

/** US dollars per hour by instance type, in one region and for one purpose. */
export type PriceTable = { readonly [instanceType: string]: number };

/**
 * The prices of one region and purpose. A type that is listed at two prices has none: which of them would be charged is
 * not known, and neither the lower nor the later is a better guess.
 */
export function priceTable(
  items: readonly PriceListItem[],
  { region, purpose }: Pick<SagemakerPrice, 'region' | 'purpose'>,
): PriceTable {
  const table = new Map<string, Set<number>>();
  for (const price of items.map(sagemakerPrice)) {
    if (price?.region !== region || price.purpose !== purpose) continue;
    const seen = table.get(price.instanceType) ?? new Set();
    table.set(price.instanceType, seen.add(price.usdPerHour));
  }
  return Object.fromEntries(
    [...table].flatMap(([type, [usd = Number.NaN, ...others]]) =>
      others.length === 0 ? [[type, usd]] : [],
    ),
  );
}
