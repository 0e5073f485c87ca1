import { gib, usd } from './quantities.ts';
import { type AcceleratorRequest, meets } from './accelerator-request.ts';
import type { ChooseRequest } from './choose-request.ts';
import { totalUsdPerHour } from './price.ts';
import type { Need, Offer } from '../target/offer.ts';

/** Why an offer was not taken; the later in this list, the nearer it came. */
export const rejectionCodes = [
  'REGION',
  'ACCELERATOR',
  'EXCLUDED',
  'GPU_COUNT',
  'INTERCONNECT',
  'MEMORY',
  'NOT_OFFERED',
  'PRICE_UNKNOWN',
  'PRICE',
  'QUOTA',
] as const;

/** The one reason against an offer. */
export interface Rejection {
  readonly code: (typeof rejectionCodes)[number];
  readonly reason: string;
}

export interface RejectRequest extends Omit<ChooseRequest, 'offers' | 'current'> {
  readonly accelerator: AcceleratorRequest;
  /** The accelerator as it was asked for, in words. */
  readonly wanted: string;
}

/** The one reason why an offer cannot be taken, the most lasting first; `undefined` when it can. */
export function reject(offer: Offer, request: RejectRequest): Rejection | undefined {
  return (
    outsideRequest(offer, request) ?? tooSmall(offer, request.need) ?? unavailable(offer, request)
  );
}

function outsideRequest(
  offer: Offer,
  { regions, accelerator, wanted, excludes = [] }: RejectRequest,
): Rejection | undefined {
  if (regions !== undefined && !regions.includes(offer.region)) {
    return { code: 'REGION', reason: `in ${offer.region}` };
  }
  if (!meets(offer, accelerator)) return { code: 'ACCELERATOR', reason: `not ${wanted}` };
  if (excludes.includes(offer.id) || excludes.includes(offer.instanceType)) {
    return { code: 'EXCLUDED', reason: 'excluded' };
  }
  return undefined;
}

function tooSmall(offer: Offer, need: Need): Rejection | undefined {
  const gpus = offer.accelerator?.count ?? 0;
  if (gpus < (need.gpusPerNode ?? 0)) {
    return {
      code: 'GPU_COUNT',
      reason: `has ${gpus} ${gpus === 1 ? 'GPU' : 'GPUs'}, ${need.gpusPerNode} needed`,
    };
  }
  if (isManyNodeTraining(need) && !hasFastNetwork(offer)) {
    return { code: 'INTERCONNECT', reason: 'no fast network between nodes' };
  }
  const { memoryBytes, hostMemoryBytes = memoryBytes } = need;
  return offer.accelerator === undefined
    ? memoryRejection(hostMemoryBytes, offer.memoryBytes)
    : memoryRejection(memoryBytes, offer.accelerator.memoryBytes);
}

function memoryRejection(needed: number, room: number): Rejection | undefined {
  if (room >= needed) return undefined;
  return { code: 'MEMORY', reason: `needs ${gib(needed)}, has ${gib(room)}` };
}

export function isManyNodeTraining({ purpose, nodes }: Need): boolean {
  return purpose === 'training' && nodes > 1;
}

/** RDMA on these clouds begins there (EFA, InfiniBand); below it gradients wait for the network. */
const fastNetworkInGbps = 100;

function hasFastNetwork({ interconnectInGbps = 0 }: Offer): boolean {
  return interconnectInGbps >= fastNetworkInGbps;
}

function unavailable(
  offer: Offer,
  { need, priceLimit, peakOf }: RejectRequest,
): Rejection | undefined {
  const { offeredHere, quotaLeft, region } = offer;
  if (offeredHere.known && !offeredHere.value) {
    return { code: 'NOT_OFFERED', reason: `not offered in ${region}` };
  }
  const tooDear = priceLimit && overLimit(offer, need, priceLimit);
  if (tooDear !== undefined) return tooDear;
  const peak = peakOf?.(offer) ?? need.nodes;
  if (quotaLeft.known && quotaLeft.value < peak) {
    return { code: 'QUOTA', reason: `quota left for ${quotaLeft.value}, ${peak} needed` };
  }
  return undefined;
}

function overLimit(
  offer: Offer,
  need: Need,
  { maxUsdPerHour, allowUnknownPrice = false }: NonNullable<ChooseRequest['priceLimit']>,
): Rejection | undefined {
  const total = totalUsdPerHour(need, offer);
  if (total === undefined) {
    return allowUnknownPrice ? undefined : { code: 'PRICE_UNKNOWN', reason: 'price unknown' };
  }
  if (total <= maxUsdPerHour) return undefined;
  return { code: 'PRICE', reason: `${usd(total)} per hour, the limit is ${usd(maxUsdPerHour)}` };
}
