import {
  type CataloguePrice,
  type CatalogueRow,
  type CatalogueSnapshot,
  priceFact,
} from '@torchrelay/core/catalogue';
import type { Fact, Need } from '@torchrelay/core/target';

import type { RegionFacts } from '../live/region-facts.ts';
import { sizeNamed } from '../size-named.ts';

export interface PriceRequest {
  readonly snapshot: CatalogueSnapshot;
  readonly row: CatalogueRow;
  readonly region: string;
  readonly purpose: Need['purpose'];
  readonly facts: Pick<RegionFacts, 'prices' | 'mlSizes'>;
}

/**
 * The price on demand: what the list says now, else the snapshot. A list without the size is an answer too, and a
 * price of another region is none. Azure Machine Learning charges what the machine costs.
 */
export function usdPerHour(request: PriceRequest): Fact<number> {
  return listed(request, 'on-demand') ?? remembered(request, 'on-demand');
}

/** What Azure Machine Learning says that a low-priority machine costs, else the price of a spot machine. */
export function spotUsdPerHour(request: PriceRequest): Fact<number> {
  const { row, facts } = request;
  const size = sizeNamed(facts.mlSizes?.value, row.instanceType);
  if (facts.mlSizes !== undefined && size?.lowPriorityUsdPerHour !== undefined) {
    return {
      known: true,
      value: size.lowPriorityUsdPerHour,
      source: 'estimate of Azure Machine Learning, low priority',
      asOf: facts.mlSizes.asOf,
    };
  }
  return listed(request, 'spot') ?? remembered(request, 'spot');
}

/** `undefined` where the list could not be had. */
function listed(
  { row, region, facts: { prices } }: PriceRequest,
  market: CataloguePrice['market'],
): Fact<number> | undefined {
  if (prices === undefined) return undefined;
  const price = prices.value[row.instanceType.toLowerCase()];
  const value = market === 'spot' ? price?.spot : price?.onDemand;
  const source = market === 'spot' ? 'Azure Retail Prices, spot' : 'Azure Retail Prices';
  if (value !== undefined) return { known: true, value, source, asOf: prices.asOf };
  const reason = `no clear ${market} price of ${row.instanceType} in ${region} in the list of ${prices.asOf.slice(0, 10)}`;
  return { known: false, reason };
}

function remembered(
  { snapshot, row, region, purpose }: PriceRequest,
  market: CataloguePrice['market'],
): Fact<number> {
  const fact = priceFact({ snapshot, row, region, purpose, market });
  return fact.known ? { ...fact, source: `snapshot: ${fact.source}` } : fact;
}
