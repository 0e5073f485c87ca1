import {
  priceFact,
  type CatalogueRow,
  type CatalogueSnapshot,
  type LookedUp,
} from '@torchrelay/core/catalogue';
import type { Fact, Need } from '@torchrelay/core/target';
import type { PriceTable } from '../price-list/price-table.ts';
import { componentOf } from '../price-list/sagemaker-price.ts';

/** The price on demand: what the list says now, else the snapshot. A list without the type is an answer too. */
export function usdPerHour({
  snapshot,
  row,
  region,
  purpose,
  listed,
}: {
  readonly snapshot: CatalogueSnapshot;
  readonly row: CatalogueRow;
  readonly region: string;
  readonly purpose: Need['purpose'];
  /** Absent when the list could not be had. */
  readonly listed: LookedUp<PriceTable> | undefined;
}): Fact<number> {
  if (listed === undefined) {
    return priceFact({ snapshot, row, region, purpose, market: 'on-demand' });
  }
  const list = `AWS Price List, SageMaker ${componentOf[purpose]}`;
  const value = listed.value[row.instanceType];
  if (value === undefined) {
    return { known: false, reason: `no price of ${row.instanceType} in ${region} in the ${list}` };
  }
  return { known: true, value, source: list, asOf: listed.asOf };
}

/** Managed spot training costs what EC2's spot market makes of it: only a finished job tells. */
export const spotUsdPerHour: Fact<number> = {
  known: false,
  reason: 'SageMaker tells what managed spot training saved when the job has ended',
};
