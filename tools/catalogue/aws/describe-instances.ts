import type { EC2Client } from '@aws-sdk/client-ec2';
import type { InstanceRecord } from './instance-record.ts';
import type { OfferingRecord } from './offering-regions.ts';

export interface Ec2Description {
  readonly instances: readonly InstanceRecord[];
  readonly offerings: readonly OfferingRecord[];
}

/**
 * Asks EC2 in each region. A type is the same wherever it is, so its first description counts. Needs
 * `ec2:DescribeInstanceTypes` and `ec2:DescribeInstanceTypeOfferings`.
 */
export async function describeInstances({
  regions,
  client,
}: {
  readonly regions: readonly string[];
  readonly client: (region: string) => EC2Client;
}): Promise<Ec2Description> {
  const { paginateDescribeInstanceTypes, paginateDescribeInstanceTypeOfferings } =
    await import('@aws-sdk/client-ec2');
  const instances = new Map<string, InstanceRecord>();
  const offerings: OfferingRecord[] = [];
  for (const region of regions) {
    const config = { client: client(region), pageSize: 100 };
    for await (const { InstanceTypes: types = [] } of paginateDescribeInstanceTypes(config, {})) {
      for (const type of types) {
        const { InstanceType: name = '' } = type;
        if (!instances.has(name)) instances.set(name, asJson(type) as InstanceRecord);
      }
    }
    const byRegion = { LocationType: 'region' } as const;
    for await (const page of paginateDescribeInstanceTypeOfferings(config, byRegion)) {
      offerings.push(...(asJson(page.InstanceTypeOfferings ?? []) as OfferingRecord[]));
    }
  }
  return { instances: [...instances.values()], offerings };
}

/** The SDK's types allow `undefined` and `Date` everywhere; what is kept is JSON. */
function asJson(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}
