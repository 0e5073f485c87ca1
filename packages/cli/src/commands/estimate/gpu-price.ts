import { acceleratorMatcher } from '@torchrelay/core';
import type { Offer } from '@torchrelay/core/target';

/** What one GPU costs, and who says so. */
export interface GpuPrice {
  readonly usdPerGpuHour: number;
  readonly source: string;
}

/** The lowest known price of one GPU of this kind among offers; `undefined` where nobody sells any. */
export function lowestGpuPrice(offers: readonly Offer[], kind: string): GpuPrice | undefined {
  const matches = acceleratorMatcher(kind);
  const prices = offers.filter(matches).flatMap(priceOf);
  return prices.toSorted((a, b) => a.usdPerGpuHour - b.usdPerGpuHour)[0];
}

function priceOf({ accelerator, usdPerHour, instanceType, region }: Offer): GpuPrice[] {
  if (accelerator === undefined || !usdPerHour.known) return [];
  return [
    {
      usdPerGpuHour: usdPerHour.value / accelerator.count,
      source: `${instanceType} in ${region}, ${usdPerHour.source}, ${usdPerHour.asOf.slice(0, 10)}`,
    },
  ];
}
