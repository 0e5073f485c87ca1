import type { Fact, Need, Offer } from '../target/offer.ts';
import { priceFact } from './price.ts';
import { isManyNodeTraining } from './reject.ts';

/**
 * Orders offers: the cheapest first, unknown prices last, and where nobody knows the spot price, by the price on demand;
 * of equal ones the faster. Never depends on their order.
 */
export function rank(offers: readonly Offer[], need: Need): readonly Offer[] {
  const priced = offers.map((offer) => {
    const price = priceFact(need, offer);
    return {
      offer,
      price: valueOf(price),
      onDemand: price.known ? 0 : valueOf(offer.usdPerHour),
      speed: speedOf(offer, need),
    };
  });
  priced.sort(
    (a, b) =>
      compare(a.price, b.price) ||
      compare(a.onDemand, b.onDemand) ||
      compare(b.speed, a.speed) ||
      compare(a.offer.id, b.offer.id),
  );
  return priced.map(({ offer }) => offer);
}

function valueOf(price: Fact<number>): number {
  return price.known ? price.value : Number.POSITIVE_INFINITY;
}

/** Between nodes the network decides, on one of them the bandwidth of its memory. */
function speedOf({ accelerator, interconnectInGbps = 0 }: Offer, need: Need): number {
  if (isManyNodeTraining(need)) return interconnectInGbps;
  return (accelerator?.memoryBandwidthInGBps ?? 0) * (accelerator?.count ?? 0);
}

function compare(a: number | string, b: number | string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
