import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { Need, Offer } from '../target/offer.ts';

export interface ChoiceRequest {
  readonly need: Need;
  readonly offers: readonly Offer[];
  /** The offer that serves now: kept while it still satisfies. */
  readonly current?: string | undefined;
  /** Ids of offers, or instance types, that must not be taken. */
  readonly excludes?: readonly string[];
}

export interface Choice {
  readonly chosen: Offer;
  /** What would be tried next, in order. */
  readonly ladder: readonly Offer[];
  readonly rejected: readonly { readonly offer: string; readonly reason: string }[];
}

/**
 * Picks an offer: A100 unless told otherwise, the cheapest that fits and can be had. Pure.
 *
 * @throws TorchrelayError `NO_OFFER`, with every offer's reason.
 */
export function choose({ need, offers, current, excludes = [] }: ChoiceRequest): Choice {
  const wanted = acceleratorWanted(need.accelerator, offers);
  const judged = offers.map((offer) => ({
    offer,
    reason: rejection({ offer, need, wanted, excludes }),
  }));
  const fitting = judged.filter(({ reason }) => reason === undefined).map(({ offer }) => offer);
  const rejected = judged.flatMap(({ offer, reason }) =>
    reason === undefined ? [] : [{ offer: offer.id, reason }],
  );
  const [chosen, ...ladder] = fitting.toSorted((a, b) => order(a, b, current));
  if (chosen === undefined) throw noOffer({ need, wanted, rejected });
  return { chosen, ladder, rejected };
}

/** `default` means A100 where the target has any, and whatever there is where it has none: this machine. */
function acceleratorWanted(accelerator: string, offers: readonly Offer[]): string {
  if (accelerator !== 'default') return accelerator;
  return offers.some((offer) => offer.accelerator?.kind.startsWith('A100')) ? 'A100' : 'auto';
}

function rejection({
  offer,
  need,
  wanted,
  excludes,
}: {
  readonly offer: Offer;
  readonly need: Need;
  readonly wanted: string;
  readonly excludes: readonly string[];
}): string | undefined {
  if (excludes.includes(offer.id) || excludes.includes(offer.instanceType)) return 'excluded';
  if (!hasAccelerator(offer, wanted)) return `not ${wanted}`;
  const gpus = offer.accelerator?.count ?? 0;
  if (gpus < (need.gpusPerNode ?? 0)) return `has ${gpus} GPUs, ${need.gpusPerNode} needed`;
  const room = offer.accelerator?.memoryBytes ?? offer.memoryBytes;
  if (room < need.memoryBytes) return `needs ${gib(need.memoryBytes)}, has ${gib(room)}`;
  if (offer.offeredHere.known && !offer.offeredHere.value) return `not offered in ${offer.region}`;
  if (offer.quotaLeft.known && offer.quotaLeft.value < need.nodes) {
    return `quota left for ${offer.quotaLeft.value}, ${need.nodes} needed`;
  }
  return undefined;
}

function hasAccelerator({ accelerator }: Offer, wanted: string): boolean {
  if (wanted === 'auto') return true;
  if (wanted === 'cpu') return accelerator === undefined;
  return accelerator?.kind === wanted || accelerator?.kind.startsWith(`${wanted}-`) === true;
}

function order(a: Offer, b: Offer, current: string | undefined): number {
  if (a.id === current) return -1;
  if (b.id === current) return 1;
  const byPrice = price(a) - price(b);
  return byPrice !== 0 && !Number.isNaN(byPrice) ? byPrice : a.id < b.id ? -1 : 1;
}

function price({ usdPerHour }: Offer): number {
  return usdPerHour.known ? usdPerHour.value : Number.POSITIVE_INFINITY;
}

function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

const mostReasons = 6;

function noOffer({
  need,
  wanted,
  rejected,
}: {
  readonly need: Need;
  readonly wanted: string;
  readonly rejected: Choice['rejected'];
}): TorchrelayError {
  const reasons = rejected.slice(0, mostReasons).map(({ offer, reason }) => `${offer}: ${reason}`);
  const more = rejected.length - reasons.length;
  if (more > 0) reasons.push(`and ${more} more`);
  return new TorchrelayError({
    code: 'NO_OFFER',
    message: `Nothing here can run this (${wanted}, ${gib(need.memoryBytes)}): ${reasons.join('; ') || 'no offers'}.`,
    hint: 'Choose another accelerator or region, or ask for quota.',
    data: { need, rejected },
  });
}
