import type { Need, Offer } from '../target/offer.ts';
import { priceFact } from './price.ts';
import { gib, usd } from './quantities.ts';
import { rank } from './rank.ts';
import { reject, type RejectRequest } from './reject.ts';

/** Something that whoever pays should know before saying yes. */
export interface ChoiceNote {
  readonly code: 'OVERSIZED' | 'FASTER_NETWORK';
  readonly message: string;
  /** Ids of the offers that it speaks of, the cheapest first. */
  readonly offers: readonly string[];
}

/** Below this share of all the GPU memory that is rented, somebody should hear of it. */
const usedShare = 0.25;
/** Alternatives that save less are not worth a word. */
const worthwhileShare = 0.5;
const mostAlternatives = 3;

/** Says when far more is about to be rented than the model needs, and what else would do. */
export function oversizedNote(
  chosen: Offer,
  offers: readonly Offer[],
  request: RejectRequest,
): ChoiceNote | undefined {
  const { need } = request;
  const price = priceFact(need, chosen);
  const { accelerator } = chosen;
  if (need.purpose !== 'serving' || accelerator === undefined || !price.known) return undefined;
  if (need.memoryBytes > usedShare * accelerator.count * accelerator.memoryBytes) return undefined;
  const alternatives = smaller(chosen, offers, request);
  if (alternatives.length === 0) return undefined;
  return {
    code: 'OVERSIZED',
    message: `The model needs ${gib(need.memoryBytes)}, and ${chosen.instanceType} brings ${describe(chosen)} for ${usd(price.value)} per hour. It also fits ${alternatives.map((offer) => brief(offer, need)).join(', ')}.`,
    offers: alternatives.map(({ id }) => id),
  };
}

/** The cheapest of each kind of GPU, and of none; then smaller single ones whose price nobody knows. */
function smaller(chosen: Offer, offers: readonly Offer[], request: RejectRequest): Offer[] {
  const { need } = request;
  const open: RejectRequest = { ...request, accelerator: { wants: 'anything' } };
  const fitting = offers.filter(
    (offer) => isSmaller(offer, chosen, need) && reject(offer, open) === undefined,
  );
  const known = fitting.filter((offer) => priceFact(need, offer).known);
  const unknown = fitting
    .filter((offer) => !known.includes(offer))
    .toSorted((a, b) => deviceBytes(a) - deviceBytes(b));
  const kinds = new Map<string | undefined, Offer>();
  for (const offer of [...rank(known, need), ...unknown]) {
    const kind = offer.accelerator?.kind;
    if (!kinds.has(kind)) kinds.set(kind, offer);
  }
  return [...kinds.values()].slice(0, mostAlternatives);
}

/** Much cheaper; or, where no price is known, one lesser GPU in place of several. */
function isSmaller(offer: Offer, chosen: Offer, need: Need): boolean {
  const [price, limit] = [priceFact(need, offer), priceFact(need, chosen)];
  if (price.known) return limit.known && price.value <= limit.value * worthwhileShare;
  return offer.accelerator?.count === 1 && deviceBytes(offer) < deviceBytes(chosen);
}

function deviceBytes({ accelerator }: Offer): number {
  return accelerator?.memoryBytes ?? 0;
}

function brief(offer: Offer, need: Need): string {
  const price = priceFact(need, offer);
  return `${offer.instanceType} (${describe(offer)}${price.known ? `, ${usd(price.value)}` : ', price unknown'})`;
}

function describe({ accelerator, vCpus }: Offer): string {
  return accelerator === undefined
    ? `${vCpus} vCPUs`
    : `${accelerator.count} x ${accelerator.kind}`;
}
