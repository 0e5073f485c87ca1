import type { Need, Offer } from '../target/offer.ts';
import type { ChoiceNote } from './oversized.ts';
import { priceFact } from './price.ts';
import { isManyNodeTraining } from './reject.ts';

/** Dearer by more than this, a faster network is no longer an obvious alternative. */
const worthwhileShare = 1.5;

/** Says when nodes that talk faster cost little more: price alone decides, and between nodes it should not always. */
export function fasterNetworkNote(
  chosen: Offer,
  ladder: readonly Offer[],
  need: Need,
): ChoiceNote | undefined {
  const price = priceFact(need, chosen);
  if (!isManyNodeTraining(need) || !price.known) return undefined;
  const { interconnectInGbps: gbps = 0 } = chosen;
  const faster = ladder.find((offer) => {
    const other = priceFact(need, offer);
    return (
      (offer.interconnectInGbps ?? 0) > gbps &&
      other.known &&
      other.value <= price.value * worthwhileShare
    );
  });
  const dearer = faster && priceFact(need, faster);
  if (faster === undefined || !dearer?.known) return undefined;
  const percent = Math.round((dearer.value / price.value - 1) * 100);
  return {
    code: 'FASTER_NETWORK',
    message: `Nodes of ${chosen.instanceType} talk at ${gbps} Gb/s; ${faster.instanceType} at ${faster.interconnectInGbps} Gb/s costs ${percent} % more per hour.`,
    offers: [faster.id],
  };
}
