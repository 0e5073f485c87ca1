import type { CatalogueRow, CatalogueSnapshot } from '@torchrelay/core/catalogue';
import type { Fact, Need } from '@torchrelay/core/target';

import type { RegionFacts } from '../live/region-facts.ts';
import { familyKey } from '../quota/family-name.ts';
import { sizeNamed } from '../size-named.ts';
import { familyOf } from './quota-left.ts';

export interface OfferedHereRequest {
  readonly snapshot: CatalogueSnapshot;
  readonly row: CatalogueRow;
  readonly region: string;
  readonly purpose: Need['purpose'];
  readonly facts: Pick<RegionFacts, 'prices' | 'mlSizes' | 'skus' | 'usages'>;
}

/**
 * Whether Azure Machine Learning has a size in a region for a purpose. Only its own list says yes. What Azure Compute
 * does not list there, or what has no price there, is not there; a price alone proves nothing: retired sizes have some.
 */
export function offeredHere(request: OfferedHereRequest): Fact<boolean> {
  return (
    inMachineLearning(request) ??
    notInCompute(request) ??
    notPriced(request) ?? { known: false, reason: unknownBecause(request) }
  );
}

function inMachineLearning(request: OfferedHereRequest): Fact<boolean> | undefined {
  const { row, purpose, facts } = request;
  const { mlSizes } = facts;
  if (mlSizes === undefined) return undefined;
  const size = sizeNamed(mlSizes.value, row.instanceType);
  const answers = purpose === 'serving' ? size?.serves : size?.trains;
  if (size === undefined ? isWithoutQuota(request) : answers === undefined) return undefined;
  return {
    known: true,
    value: answers ?? false,
    source: 'sizes of Azure Machine Learning',
    asOf: mlSizes.asOf,
  };
}

/** Some sizes are listed only to those who have quota for them: then quota is what is missing. */
function isWithoutQuota({ row, facts }: OfferedHereRequest): boolean {
  const family = familyKey(familyOf(row, facts) ?? '');
  return (
    facts.usages?.value.some(
      (usage) => usage.family === family && usage.pool === 'dedicated' && usage.limit === 0,
    ) === true
  );
}

function notInCompute({ row, facts: { skus } }: OfferedHereRequest): Fact<boolean> | undefined {
  if (skus === undefined || sizeNamed(skus.value, row.instanceType) !== undefined) return undefined;
  return { known: true, value: false, source: 'sizes of Azure Compute', asOf: skus.asOf };
}

function notPriced({
  snapshot,
  row,
  region,
  facts: { prices },
}: OfferedHereRequest): Fact<boolean> | undefined {
  if (prices !== undefined) {
    if (prices.value[row.instanceType.toLowerCase()] !== undefined) return undefined;
    return { known: true, value: false, source: 'Azure Retail Prices', asOf: prices.asOf };
  }
  // Where nothing is, the region is newer than the snapshot.
  const isKnownRegion = snapshot.rows.some(({ regions }) => regions.includes(region));
  if (!isKnownRegion || row.regions.includes(region)) return undefined;
  const { generatedAt, sources } = snapshot;
  const asOf = sources['prices']?.asOf ?? generatedAt;
  return { known: true, value: false, source: 'snapshot: no price there', asOf };
}

function unknownBecause({ row, region, facts: { mlSizes, skus } }: OfferedHereRequest): string {
  const sku = sizeNamed(skus?.value, row.instanceType);
  if (sku?.restriction !== undefined) {
    return `Azure Compute refuses ${row.instanceType} to this subscription in ${region} (${sku.restriction}); Azure Machine Learning has capacity of its own`;
  }
  if (mlSizes !== undefined && sizeNamed(mlSizes.value, row.instanceType) === undefined) {
    return `Azure Machine Learning lists ${row.instanceType} in ${region} only to those with quota for it`;
  }
  return mlSizes === undefined
    ? `Azure Machine Learning was not asked what it has in ${region}`
    : `Azure Machine Learning does not say what ${row.instanceType} is for in ${region}`;
}
