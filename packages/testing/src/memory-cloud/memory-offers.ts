import type { Offer } from '@torchrelay/core/target';

const asOf = '2026-01-01T00:00:00Z';

function offer(instanceType: string, usdPerHour: number, gibibytes: number): Offer {
  return {
    id: `memory/${instanceType}`,
    instanceType,
    region: 'memory',
    accelerator: { kind: instanceType.toUpperCase(), count: 1, memoryBytes: gibibytes * 2 ** 30 },
    vCpus: 12,
    memoryBytes: 85 * 2 ** 30,
    usdPerHour: { known: true, value: usdPerHour, source: 'made up', asOf },
    offeredHere: { known: true, value: true, source: 'made up', asOf },
    quotaLeft: { known: false, reason: 'a memory cloud tells when asked for an instance' },
  };
}

/** Three rungs of a ladder, the cheapest first. */
export const memoryOffers: readonly Offer[] = [
  offer('a100-40gb', 3, 40),
  offer('a100-80gb', 4, 80),
  offer('a100-80gb-large', 5, 80),
];
