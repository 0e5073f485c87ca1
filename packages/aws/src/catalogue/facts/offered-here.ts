import type { CatalogueRow, CatalogueSnapshot, LookedUp } from '@torchrelay/core/catalogue';
import type { Fact } from '@torchrelay/core/target';
import { ec2Name } from '../ec2-name.ts';
import type { PriceTable } from '../price-list/price-table.ts';

export interface OfferedHereRequest {
  readonly snapshot: CatalogueSnapshot;
  readonly row: CatalogueRow;
  readonly region: string;
  /** What SageMaker sells here for the purpose; absent when the list could not be had. */
  readonly listed: LookedUp<PriceTable> | undefined;
  /** What EC2 has here; absent when it could not be asked. */
  readonly inEc2: LookedUp<readonly string[]> | undefined;
}

/**
 * Whether SageMaker has a type in a region. It has no request for that: what it sells there it has, what EC2 has not it
 * has not either, and in between it is unknown.
 */
export function offeredHere(request: OfferedHereRequest): Fact<boolean> {
  const { row, region, listed } = request;
  if (listed?.value[row.instanceType] !== undefined) {
    return { known: true, value: true, source: 'AWS Price List', asOf: listed.asOf };
  }
  const ec2 = inEc2(request);
  if (!ec2.known || !ec2.value) return ec2;
  return {
    known: false,
    reason: `EC2 has ${ec2Name(row.instanceType)} in ${region}; whether SageMaker has it there is not published`,
  };
}

function inEc2({ snapshot, row, region, inEc2: live }: OfferedHereRequest): Fact<boolean> {
  const source = 'EC2 instance type offerings';
  if (live !== undefined) {
    return {
      known: true,
      value: live.value.includes(ec2Name(row.instanceType)),
      source,
      asOf: live.asOf,
    };
  }
  const { generatedAt, sources, rows } = snapshot;
  const date = generatedAt.slice(0, 10);
  // Where no type is, the region is newer than the snapshot.
  if (!rows.some(({ regions }) => regions.includes(region))) {
    return { known: false, reason: `${region} is not in the snapshot of ${date}` };
  }
  return {
    known: true,
    value: row.regions.includes(region),
    source: `${source}, snapshot of ${date}`,
    asOf: sources[row.source]?.asOf ?? generatedAt,
  };
}
