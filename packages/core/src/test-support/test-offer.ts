import type { Offer } from '../target/offer.ts';

const asOf = '2026-01-01T00:00:00Z';

export interface TestOffer {
  /** Per hour; unknown where absent. */
  readonly usd?: number;
  readonly kind?: string;
  readonly gpus?: number;
  readonly gibibytes?: number;
  readonly offered?: boolean;
  readonly quota?: number;
}

export function testOffer(
  instanceType: string,
  { usd, kind, gpus = 1, gibibytes = 40, offered, quota }: TestOffer = {},
): Offer {
  const unknown = { known: false, reason: 'nobody said' } as const;
  const known = <Value extends boolean | number>(
    value: Value | undefined,
  ): typeof unknown | { known: true; value: Value; source: string; asOf: string } =>
    value === undefined ? unknown : { known: true, value, source: 'a test', asOf };
  const memoryBytes = gibibytes * 2 ** 30;
  return {
    id: `here/${instanceType}`,
    instanceType,
    region: 'here',
    ...(kind !== undefined && { accelerator: { kind, count: gpus, memoryBytes } }),
    vCpus: 8,
    memoryBytes,
    usdPerHour: known(usd),
    offeredHere: known(offered),
    quotaLeft: known(quota),
  };
}
