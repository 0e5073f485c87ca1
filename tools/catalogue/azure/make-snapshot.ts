import {
  acceleratorOf,
  type CataloguePrice,
  type CatalogueRow,
  type CatalogueSnapshot,
  type CatalogueSource,
} from '@torchrelay/core/catalogue';
import type { LinuxPrices } from '@torchrelay/azure/catalogue';

import { documents } from './documents.ts';
import type { Size } from './size.ts';

export interface SnapshotRequest {
  readonly sizes: readonly Size[];
  /** By region: `eastus`. */
  readonly prices: Readonly<Record<string, LinuxPrices>>;
  readonly priceSource: CatalogueSource;
  /** ISO 8601, UTC. */
  readonly generatedAt: string;
}

/** Puts what is known of sizes together with what they cost. A size is where it has a price on demand. */
export function makeSnapshot({
  sizes,
  prices,
  priceSource,
  generatedAt,
}: SnapshotRequest): CatalogueSnapshot {
  const cited = new Set(sizes.map(({ source }) => source));
  return {
    generatedAt,
    sources: {
      ...Object.fromEntries(Object.entries(documents).filter(([key]) => cited.has(key))),
      prices: priceSource,
    },
    rows: sizes.map((size) => rowOf(size, prices)),
  };
}

const gib = 2 ** 30;

function rowOf(size: Size, prices: SnapshotRequest['prices']): CatalogueRow {
  const { name, purposes, accelerator, vCpus, interconnectInGbps, family, source } = size;
  const quota = { name: family };
  return {
    instanceType: name,
    purposes,
    ...(accelerator !== undefined && { accelerator: acceleratorOf(accelerator) }),
    vCpus,
    memoryBytes: size.memoryGib * gib,
    localStorageBytes: size.localStorageGib * gib,
    ...(interconnectInGbps !== undefined && { interconnectInGbps }),
    regions: Object.keys(prices)
      .filter((region) => priceOf(size, prices[region])?.onDemand !== undefined)
      .toSorted(),
    quotas: {
      ...(purposes.includes('serving') && { serving: quota }),
      ...(purposes.includes('training') && {
        training: quota,
        'spot-training': { name: 'TotalLowPriorityCores' },
      }),
    },
    prices: Object.keys(prices)
      .toSorted()
      .flatMap((region) => pricesIn(region, size, prices[region])),
    source,
  };
}

/** Azure Machine Learning charges what the machine costs: for serving and for training alike. */
function pricesIn(region: string, size: Size, prices: LinuxPrices | undefined): CataloguePrice[] {
  const { onDemand, spot } = priceOf(size, prices) ?? {};
  if (onDemand === undefined) return [];
  return size.purposes.flatMap((purpose) => [
    { region, purpose, market: 'on-demand' as const, usdPerHour: onDemand, source: 'prices' },
    // Endpoints never run on capacity that may be taken back.
    ...(spot === undefined || purpose === 'serving'
      ? []
      : [{ region, purpose, market: 'spot' as const, usdPerHour: spot, source: 'prices' }]),
  ]);
}

function priceOf({ name }: Size, prices: LinuxPrices | undefined): LinuxPrices[string] | undefined {
  return prices?.[name.toLowerCase()];
}
