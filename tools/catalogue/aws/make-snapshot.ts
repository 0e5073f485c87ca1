import type { CatalogueRow, CatalogueSnapshot, CatalogueSource } from '@torchrelay/core/catalogue';
import { ec2Name } from '../../../packages/aws/src/catalogue/ec2-name.ts';
import { instanceFacts, type InstanceFacts } from './instance-facts.ts';
import type { InstanceRecord } from './instance-record.ts';
import { offeringRegions, type OfferingRecord } from './offering-regions.ts';
import { pricesOf, type PriceSource } from './price-source.ts';
import { quotasOf } from './quotas-of.ts';
import { purposesOf, type SagemakerTypes } from './sagemaker-types.ts';
import { SkippedRow } from './skipped-row.ts';

export interface SnapshotInputs {
  readonly generatedAt: string;
  /** Of DescribeInstanceTypes, whole regions or whole partitions of it. */
  readonly instances: readonly InstanceRecord[];
  /** Of DescribeInstanceTypeOfferings, by region. */
  readonly offerings: Iterable<OfferingRecord>;
  /** Where both are from. */
  readonly ec2Source: CatalogueSource;
  readonly sagemaker: SagemakerTypes;
  readonly prices: readonly PriceSource[];
  readonly quotaCodes: Readonly<Record<string, string>>;
}

export interface MadeSnapshot {
  readonly snapshot: CatalogueSnapshot;
  /** Types that SageMaker takes and that are left out, with the reason. */
  readonly leftOut: readonly string[];
}

/** Machines without a GPU that ship: the common families, for small models and for staging. */
const cpuFamilies: ReadonlySet<string> = new Set([
  'c5',
  'c6i',
  'c7i',
  'm5',
  'm6i',
  'm7i',
  'r5',
  'r6i',
  'r7i',
]);

/**
 * Joins what EC2 says of types and regions with what SageMaker takes and costs.
 *
 * @throws RangeError for an instance type whose numbers cannot be true
 */
export function makeSnapshot(inputs: SnapshotInputs): MadeSnapshot {
  const { generatedAt, instances, ec2Source, sagemaker, prices } = inputs;
  const regions = offeringRegions(inputs.offerings);
  const records = new Map(instances.map((record) => [`ml.${record.InstanceType}`, record]));
  const leftOut: string[] = [];
  const rows: CatalogueRow[] = [];
  for (const type of [...sagemaker.serving.union(sagemaker.training)].toSorted()) {
    const facts = factsOf(type, records.get(type));
    if (facts instanceof SkippedRow) {
      leftOut.push(`${type} ${facts.message}`);
      continue;
    }
    const where = regions.get(ec2Name(type)) ?? [];
    const place = { instanceType: type, purposes: purposesOf(type, sagemaker), regions: where };
    const quotas = quotasOf(type, inputs.quotaCodes);
    rows.push({ ...place, ...facts, quotas, prices: pricesOf(place, prices), source: 'ec2' });
  }
  const cited = new Set(rows.flatMap((row) => row.prices.map(({ source }) => source)));
  const priceSources = prices.filter(({ key }) => cited.has(key)).map(asSource);
  const sources = Object.fromEntries([['ec2', ec2Source], ...priceSources]);
  return { snapshot: { generatedAt, sources, rows }, leftOut };
}

function factsOf(type: string, record: InstanceRecord | undefined): InstanceFacts | SkippedRow {
  if (record === undefined) return new SkippedRow('is not in EC2');
  try {
    const facts = instanceFacts(record);
    const isCommon = facts.accelerator !== undefined || cpuFamilies.has(familyOf(type));
    return isCommon ? facts : new SkippedRow('has no GPU, and is of no common family');
  } catch (error) {
    if (error instanceof SkippedRow) return error;
    if (error instanceof RangeError)
      throw new RangeError(`${type} ${error.message}`, { cause: error });
    throw error;
  }
}

function asSource({ key, kind, text, asOf }: PriceSource): [string, CatalogueSource] {
  return [key, { kind, text, asOf }];
}

const familyOf = (type: string): string => type.split('.')[1] ?? '';
