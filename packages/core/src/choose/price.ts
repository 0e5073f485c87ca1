import type { Fact, Need, Offer } from '../target/offer.ts';

/** The price that counts: that of spot capacity where it was asked for. */
export function priceFact({ spot = false }: Pick<Need, 'spot'>, offer: Offer): Fact<number> {
  if (!spot) return offer.usdPerHour;
  return offer.spotUsdPerHour ?? { known: false, reason: 'no spot price was found' };
}

/** US dollars per hour for all instances together; `undefined` when it is not known. */
export function totalUsdPerHour(
  need: Pick<Need, 'spot' | 'nodes'>,
  offer: Offer,
): number | undefined {
  const fact = priceFact(need, offer);
  return fact.known ? fact.value * need.nodes : undefined;
}
