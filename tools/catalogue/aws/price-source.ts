import type { CataloguePrice, CatalogueSource } from '@torchrelay/core/catalogue';

/** Prices of SageMaker's types in one region, all from one source. */
export interface PriceSource extends CatalogueSource {
  readonly key: string;
  readonly region: string;
  readonly purposes: readonly CataloguePrice['purpose'][];
  readonly usdPerHour: Readonly<Record<string, number>>;
}

/**
 * The prices of one type. Sources come best first: of several for the same region and purpose the first counts, and
 * only where the type is.
 */
export function pricesOf(
  {
    instanceType,
    regions,
    purposes,
  }: {
    readonly instanceType: string;
    readonly regions: readonly string[];
    readonly purposes: readonly CataloguePrice['purpose'][];
  },
  sources: readonly PriceSource[],
): readonly CataloguePrice[] {
  const prices = new Map<string, CataloguePrice>();
  for (const { key, region, purposes: priced, usdPerHour } of sources) {
    const usd = usdPerHour[instanceType];
    if (usd === undefined || !regions.includes(region)) continue;
    for (const purpose of purposes.filter((one) => priced.includes(one))) {
      const place = `${region}, ${purpose}`;
      if (prices.has(place)) continue;
      prices.set(place, { region, purpose, market: 'on-demand', usdPerHour: usd, source: key });
    }
  }
  return [...prices.values()];
}
