import type { CataloguePrice, CatalogueRow } from './snapshot.ts';

/** Dearer instances than this are not sold by the hour; more is a price per month, or in another currency. */
const highestUsdPerHour = 500;

/** What is wrong with the prices of one instance type. Empty when nothing is. */
export function priceProblems({ prices, purposes, regions }: CatalogueRow): string[] {
  const seen = new Map<string, CataloguePrice>();
  return prices.flatMap((price) => {
    const key = placeOf(price);
    const other = seen.get(key);
    seen.set(key, price);
    return [
      ...(isPlausiblePrice(price.usdPerHour) ? [] : [`costs ${price.usdPerHour} (${key})`]),
      ...(other === undefined ? [] : [`has two prices (${key})`]),
      ...(regions.includes(price.region)
        ? []
        : [`has a price in ${price.region}, where it is not`]),
      ...(purposes.includes(price.purpose)
        ? []
        : [`has a price for ${price.purpose}, for which it is not`]),
      ...(isSpotThatSavesNothing(price, prices) ? [`costs no less as spot (${key})`] : []),
    ];
  });
}

/** Free, negative or NaN: how price lists say that they do not know, or that it is not sold so. */
export function isPlausiblePrice(usdPerHour: number): boolean {
  return usdPerHour > 0 && usdPerHour <= highestUsdPerHour;
}

/** A spot price at or above the price on demand is a copy of it, not an observation. */
function isSpotThatSavesNothing(
  { region, purpose, market, usdPerHour }: CataloguePrice,
  prices: readonly CataloguePrice[],
): boolean {
  if (market !== 'spot') return false;
  const onDemand = prices.find(
    (one) => one.region === region && one.purpose === purpose && one.market === 'on-demand',
  );
  return onDemand !== undefined && usdPerHour >= onDemand.usdPerHour;
}

function placeOf({ region, purpose, market }: CataloguePrice): string {
  return `${region}, ${purpose}, ${market}`;
}
