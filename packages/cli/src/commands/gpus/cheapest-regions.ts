import type { Offer } from '@torchrelay/core/target';

/** One instance type of one cloud, where it costs least. */
export interface GpuRow {
  readonly provider: string;
  readonly offer: Offer;
  /** How many further regions have it. */
  readonly moreRegions: number;
}

/** A row for each type: where it is cheapest; an unknown price comes after every known one. */
export function cheapestRegions(provider: string, offers: readonly Offer[]): readonly GpuRow[] {
  const present = offers.filter(({ offeredHere }) => !offeredHere.known || offeredHere.value);
  const types = Map.groupBy(present, ({ instanceType }) => instanceType);
  return [...types.values()].flatMap((places) => {
    const [offer, ...others] = places.toSorted(
      (a, b) => priceOf(a) - priceOf(b) || (a.region < b.region ? -1 : 1),
    );
    return offer === undefined ? [] : [{ provider, offer, moreRegions: others.length }];
  });
}

/** By kind of GPU, then how many, then the price. */
export function inOrder(rows: readonly GpuRow[]): readonly GpuRow[] {
  return rows.toSorted((a, b) => compare(keyOf(a), keyOf(b)));
}

function keyOf({ offer }: GpuRow): readonly (string | number)[] {
  const { kind = '', count = 0, memoryBytes = 0 } = offer.accelerator ?? {};
  return [memoryBytes, kind, count, priceOf(offer), offer.id];
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const index = a.findIndex((part, place) => part !== b[place]);
  const [left = 0, right = 0] = [a[index], b[index]];
  return index === -1 ? 0 : left < right ? -1 : 1;
}

/** The largest number that can be subtracted from itself. */
function priceOf({ usdPerHour }: Offer): number {
  return usdPerHour.known ? usdPerHour.value : Number.MAX_VALUE;
}
