import type { Fact } from '../target/offer.ts';
import type { Release } from '../release/release-log.ts';
import type { Deployment } from '../target/serving.ts';

/** What a deployment costs, as far as it is known. Instances only: traffic, storage and logs come on top. */
export interface Spend {
  /** US dollars per hour for all instances that serve now. */
  readonly usdPerHour: Fact<number>;
  /** US dollars since it was made, as if it had always run on the instances that serve now. */
  readonly usdSoFar: Fact<number>;
}

const oneHourInMs = 60 * 60_000;

/** Pure. The price is the one that the release was chosen by; other prices since are not looked up. */
export function spendOf(
  { serving, createdAt }: Pick<Deployment, 'serving' | 'createdAt'>,
  release: Release | undefined,
  now: number,
): Spend {
  const usdPerHour = hourly(serving, release);
  if (!usdPerHour.known) return { usdPerHour, usdSoFar: usdPerHour };
  if (createdAt === undefined) {
    return { usdPerHour, usdSoFar: { known: false, reason: 'nobody says since when it runs' } };
  }
  const hours = Math.max(0, now - createdAt) / oneHourInMs;
  const usdSoFar = { ...usdPerHour, value: usdPerHour.value * hours };
  return { usdPerHour, usdSoFar };
}

function hourly(serving: Deployment['serving'], release: Release | undefined): Fact<number> {
  if (serving === undefined) return { known: false, reason: 'nothing serves' };
  const offer = release?.spec.offer;
  if (offer === undefined) return { known: false, reason: 'no release is recorded' };
  if (offer.id !== serving.offerId) {
    return { known: false, reason: `the last release was recorded on ${offer.id}` };
  }
  if (!offer.usdPerHour.known) return offer.usdPerHour;
  return { ...offer.usdPerHour, value: offer.usdPerHour.value * serving.instances };
}
