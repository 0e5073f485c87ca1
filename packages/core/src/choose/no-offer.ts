import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { Need } from '../target/offer.ts';
import { gib } from './quantities.ts';
import { type Rejection, rejectionCodes } from './reject.ts';

export interface RejectedOffer extends Rejection {
  /** The offer's id. */
  readonly offer: string;
}

const mostReasons = 6;

/** Nothing will do. Says first what came nearest: that is what can be mended. */
export function noOffer({
  need,
  wanted,
  rejected,
}: {
  readonly need: Need;
  readonly wanted: string;
  readonly rejected: readonly RejectedOffer[];
}): TorchrelayError {
  const nearest = rejected.toSorted((a, b) => nearness(b) - nearness(a));
  const reasons = nearest.slice(0, mostReasons).map(({ offer, reason }) => `${offer}: ${reason}`);
  const more = rejected.length - reasons.length;
  if (more > 0) reasons.push(`and ${more} more`);
  return new TorchrelayError({
    code: 'NO_OFFER',
    message: `Nothing here can run this (${wanted}, ${gib(need.memoryBytes)}): ${reasons.join('; ') || 'no offers'}.`,
    hint: hintFor(nearest[0]?.code),
    data: { need, rejected },
  });
}

function nearness({ code }: Rejection): number {
  return rejectionCodes.indexOf(code);
}

function hintFor(code: Rejection['code'] | undefined): string {
  switch (code) {
    case 'QUOTA':
      return 'Ask the cloud for quota, or choose another accelerator or region.';
    case 'PRICE':
      return 'Raise maxUsdPerHour (--max-usd-per-hour), or take fewer instances.';
    case 'PRICE_UNKNOWN':
      return 'Say allowUnknownPrice (--allow-unknown-price) to take what has no known price.';
    case 'MEMORY':
      return 'Take a GPU with more memory (80GB+), or a smaller model: half precision halves the weights.';
    default:
      return 'Choose another accelerator or region: torchrelay gpus lists what there is.';
  }
}
