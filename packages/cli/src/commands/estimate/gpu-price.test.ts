import type { Fact, Offer } from '@torchrelay/core/target';
import { describe, expect, test } from 'vitest';

import { lowestGpuPrice } from './gpu-price.ts';

const known = (value: number): Fact<number> => ({
  known: true,
  value,
  source: 'a price list',
  asOf: '2026-07-28T00:00:00Z',
});

function offer(instanceType: string, kind: string, count: number, usdPerHour: Fact<number>): Offer {
  const unknown = { known: false, reason: 'nobody said' } as const;
  return {
    id: instanceType,
    instanceType,
    region: 'here',
    accelerator: { kind, count, memoryBytes: 80e9 },
    vCpus: 8,
    memoryBytes: 1e12,
    usdPerHour,
    offeredHere: unknown,
    quotaLeft: unknown,
  };
}

describe('the lowest price of one GPU', () => {
  const offers = [
    offer('eight', 'A100-80GB', 8, known(32)),
    offer('one', 'A100-80GB', 1, known(3.7)),
    offer('dear', 'A100-80GB', 8, known(40)),
    offer('other', 'H100-80GB', 8, known(8)),
    offer('nobody', 'A100-80GB', 8, { known: false, reason: 'nobody said' }),
  ];

  test('is the share of its machine, with who says so', () => {
    expect(lowestGpuPrice(offers, 'A100-80GB:8')).toEqual({
      usdPerGpuHour: 4,
      source: 'eight in here, a price list, 2026-07-28',
    });
  });

  test('may be of a smaller machine where that is asked for', () => {
    expect(lowestGpuPrice(offers, 'A100-80GB')?.usdPerGpuHour).toBe(3.7);
  });

  test('is unknown where nobody sells any, or nobody says for how much', () => {
    expect(lowestGpuPrice(offers, 'T4')).toBeUndefined();
    expect(lowestGpuPrice(offers.slice(4), 'A100-80GB')).toBeUndefined();
    expect(lowestGpuPrice([], 'A100-80GB')).toBeUndefined();
  });
});
