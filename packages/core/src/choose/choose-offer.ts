import type { Offer } from '../target/offer.ts';
import { parseAccelerator } from './accelerator-request.ts';
import type { ChooseRequest } from './choose-request.ts';
import { fasterNetworkNote } from './faster-network.ts';
import { noOffer, type RejectedOffer } from './no-offer.ts';
import { type ChoiceNote, oversizedNote } from './oversized.ts';
import { rank } from './rank.ts';
import { reject, type RejectRequest } from './reject.ts';

/** What is to run a model, and why. */
export interface Choice {
  readonly chosen: Offer;
  /** In words: why this one. */
  readonly why: string;
  /** What would be tried next, in order. */
  readonly ladder: readonly Offer[];
  /** Every other offer with the one reason against it. */
  readonly rejected: readonly RejectedOffer[];
  /** What whoever pays should know. */
  readonly notes: readonly ChoiceNote[];
}

/**
 * Picks an offer: A100 unless told otherwise, the cheapest that fits and can be had; what serves now stays while it
 * satisfies. Pure: the same request always gives the same answer, whatever the order of the offers.
 *
 * @throws TorchrelayError `NO_OFFER` with every offer's reason, `ACCELERATOR_INVALID`
 * @example
 * const need = { purpose: 'serving', accelerator: '80GB+', memoryBytes: 60e9, nodes: 1 } as const;
 * const { chosen, why, rejected } = chooseOffer({ need, offers });
 */
export function chooseOffer({ offers, current, ...rest }: ChooseRequest): Choice {
  const { need } = rest;
  const wanted = acceleratorWanted(need.accelerator, offers);
  const request: RejectRequest = { ...rest, wanted, accelerator: parseAccelerator(wanted) };
  const { fitting, rejected } = judge(offers, request);
  const ranked = rank(fitting, need);
  const kept = ranked.find(({ id }) => id === current);
  const chosen = kept ?? ranked[0];
  if (chosen === undefined) throw noOffer({ need, wanted, rejected });
  const ladder = ranked.filter((offer) => offer !== chosen);
  const notes = [
    oversizedNote(chosen, offers, request),
    fasterNetworkNote(chosen, ladder, need),
  ].filter((note) => note !== undefined);
  return {
    chosen,
    why: whyOf({ isKept: kept !== undefined, chosen, ladder }),
    ladder,
    rejected,
    notes,
  };
}

/** `default` means A100 where the target has any, and whatever there is where it has none: this machine. */
function acceleratorWanted(accelerator: string, offers: readonly Offer[]): string {
  if (accelerator !== 'default') return accelerator;
  return offers.some((offer) => offer.accelerator?.kind.startsWith('A100')) ? 'A100' : 'auto';
}

function judge(
  offers: readonly Offer[],
  request: RejectRequest,
): { readonly fitting: readonly Offer[]; readonly rejected: readonly RejectedOffer[] } {
  const fitting: Offer[] = [];
  const rejected: RejectedOffer[] = [];
  for (const offer of offers) {
    const rejection = reject(offer, request);
    if (rejection === undefined) fitting.push(offer);
    else rejected.push({ offer: offer.id, ...rejection });
  }
  return { fitting, rejected };
}

function whyOf({
  isKept,
  chosen,
  ladder,
}: {
  readonly isKept: boolean;
  readonly chosen: Offer;
  readonly ladder: readonly Offer[];
}): string {
  if (isKept) return 'serves now, and still satisfies';
  if (ladder.length === 0) return 'the only one that fits';
  const count = ladder.length + 1;
  return chosen.usdPerHour.known
    ? `the cheapest of ${count} that fit`
    : `the first of ${count} that fit; no price is known`;
}
