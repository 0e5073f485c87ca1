import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { Need } from '../target/offer.ts';
import { gib } from './quantities.ts';
import { type Rejection, rejectionCodes } from './reject.ts';

/** An offer that cannot be taken, and why. */
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
  return new TorchrelayError({
    code: 'NO_OFFER',
    message: `Nothing here can run this (${wanted}, ${gib(need.memoryBytes)}): ${describe(nearest) || 'no offers'}.`,
    hint: hintFor(nearest[0]?.code),
    data: { need, rejected },
  });
}

/** What is of another kind, or elsewhere, is only counted where anything came nearer. */
function describe(nearest: readonly RejectedOffer[]): string {
  const near = nearest.filter(({ code }) => code !== 'ACCELERATOR' && code !== 'REGION');
  const told = (near.length > 0 ? near : nearest).slice(0, mostReasons);
  const reasons = told.map(({ offer, reason }) => `${offer}: ${reason}`);
  const others = Map.groupBy(nearest.slice(told.length), ({ code, reason }) =>
    code === 'ACCELERATOR' ? reason : 'more',
  );
  return [...reasons, ...[...others].map(([what, { length }]) => `and ${length} ${what}`)].join(
    '; ',
  );
}

function nearness({ code }: Rejection): number {
  return rejectionCodes.indexOf(code);
}

const hints: Partial<Readonly<Record<Rejection['code'], string>>> = {
  QUOTA: 'Ask the cloud for quota, or choose another accelerator or region.',
  PRICE: 'Raise maxUsdPerHour (--max-usd-per-hour), or take fewer instances.',
  PRICE_UNKNOWN: 'Say allowUnknownPrice (--allow-unknown-price) to take what has no known price.',
  MEMORY:
    'Take a GPU with more memory (80GB+), or a smaller model: half precision halves the weights.',
};

function hintFor(code: Rejection['code'] | undefined): string {
  const hint = code && hints[code];
  return hint ?? 'Choose another accelerator or region: torchrelay gpus lists what there is.';
}
