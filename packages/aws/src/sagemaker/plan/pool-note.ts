import type { Deployment, Offer, PlanNote, ServeSpec } from '@torchrelay/core/target';

import type { SagemakerNative } from '../native.ts';
import { configFor } from './config-for.ts';
import { instancePool } from './make-parts.ts';

const nothing = { endpoint: null, configs: [] };

/** Which types SageMaker may take where it chooses among several: what each costs, and how many there may be. Pure. */
export function poolNote(
  want: ServeSpec | undefined,
  live: Deployment | undefined,
): readonly PlanNote[] {
  if (want === undefined) return [];
  const native = (live?.native as SagemakerNative | undefined) ?? nothing;
  if (native.endpoint?.configName === configFor(want, native)) return [];
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
