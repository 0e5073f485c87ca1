import type { Deployment, Offer, PlanNote, ServeSpec } from '@torchrelay/core/target';

import { isConfigured } from './config-for.ts';
import { instancePool } from './make-parts.ts';

/** Which types SageMaker may take where it chooses among several: what each costs, and how many there may be. Pure. */
export function poolNote(
  want: ServeSpec | undefined,
  live: Deployment | undefined,
): readonly PlanNote[] {
  if (want === undefined || isConfigured(want, live)) return [];
  const pool = instancePool(want);
  if (pool.length < 2) return [];
  const types = pool.map(describe).join('; ');
  return [
    {
      code: 'INSTANCE_POOL',
      message: `SageMaker takes the first of these types that it has, for each instance anew: ${types}.`,
    },
  ];
}

function describe({ instanceType, usdPerHour, quotaLeft }: Offer): string {
  const price = usdPerHour.known ? `$${usdPerHour.value.toFixed(2)} per hour` : 'price unknown';
  const quota = quotaLeft.known ? `${quotaLeft.value} left of its quota` : 'quota unknown';
  return `${instanceType}, ${price}, ${quota}`;
}
