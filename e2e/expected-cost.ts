import type { Plan } from '@torchrelay/core';

import { EndToEndRefusal } from './order.ts';

/** A first deployment, a change beside it, and a way back: with room for slow starts. A guess, on the safe side. */
const expectedHours = 1;
/** While a change goes on, there are twice the instances. */
const mostInstances = 2;

/**
 * What it will cost at most, if all goes as it should, in US dollars.
 *
 * @throws EndToEndRefusal where that is more than was agreed to, or is not known
 */
export function expectedCost({ want }: Plan, mostUsd: number): number {
  const price = want?.offer.usdPerHour;
  if (price?.known !== true) {
    throw new EndToEndRefusal(`Nobody knows the price of ${want?.offer.id}: nothing was begun.`);
  }
  const usd = price.value * expectedHours * mostInstances;
  if (usd <= mostUsd) return usd;
  throw new EndToEndRefusal(
    `It would cost up to $${usd.toFixed(2)}, and TORCHRELAY_E2E_MAX_USD allows $${mostUsd.toFixed(2)}: nothing was begun.`,
  );
}
