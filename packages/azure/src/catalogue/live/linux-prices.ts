import type { RetailPrice } from './retail-item.ts';

/** US dollars per hour of one size in one region; what is not known, or not clear, is absent. JSON: it is kept on disk. */
export type LinuxPrice = {
  readonly onDemand?: number;
  readonly spot?: number;
};

/** By the size's name in lower case. */
export type LinuxPrices = Readonly<Record<string, LinuxPrice>>;

/** What one region's rows of the price list say together. */
export function linuxPrices(prices: readonly RetailPrice[]): LinuxPrices {
  const bySize = Map.groupBy(prices, ({ size }) => size.toLowerCase());
  return Object.fromEntries([...bySize].map(([size, rows]) => [size, linuxPrice(rows)]));
}

function linuxPrice(rows: readonly RetailPrice[]): LinuxPrice {
  const onDemand = current(rows.filter(({ market }) => market === 'on-demand'));
  const spot = current(rows.filter(({ market }) => market === 'spot'));
  // As dear as on demand, it is a copy of that price and no observation.
  const isSaving = spot !== undefined && (onDemand === undefined || spot < onDemand);
  return {
    ...(onDemand !== undefined && { onDemand }),
    ...(isSaving && { spot }),
  };
}

/** The latest price; none where the list has several of the same day, since nobody says which one is charged. */
function current(rows: readonly RetailPrice[]): number | undefined {
  const latest = Math.max(...rows.map(({ since }) => since));
  const prices = new Set(
    rows.filter(({ since }) => since === latest).map(({ usdPerHour }) => usdPerHour),
  );
  return prices.size === 1 ? [...prices][0] : undefined;
}
