import { regionPattern } from '../../../packages/aws/src/catalogue/regions.ts';

/** One element of DescribeInstanceTypeOfferings. */
export interface OfferingRecord {
  readonly InstanceType?: string;
  readonly Location?: string;
}

/**
 * The regions of each type, sorted. Only offerings by region will do: a zone's name or id (`use1-atl2-az1` is a local
 * zone of us-east-1) says where something stands, not where SageMaker runs.
 *
 * @throws RangeError for a location that is no region
 */
export function offeringRegions(
  offerings: Iterable<OfferingRecord>,
): ReadonlyMap<string, readonly string[]> {
  const regions = new Map<string, Set<string>>();
  for (const { InstanceType: type = '', Location: location = '' } of offerings) {
    if (!regionPattern.test(location)) {
      throw new RangeError(`${type} is offered in "${location}", which is no region`);
    }
    regions.set(type, (regions.get(type) ?? new Set()).add(location));
  }
  return new Map([...regions].map(([type, names]) => [type, [...names].toSorted()]));
}
