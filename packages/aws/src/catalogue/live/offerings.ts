import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Call } from '@torchrelay/core/target';
import { sendOptions } from './send-options.ts';

/**
 * The types that EC2 has in the client's region, sorted. SageMaker may have fewer, never more. Needs
 * `ec2:DescribeInstanceTypeOfferings`.
 */
export async function liveOfferings({
  client,
  call,
}: {
  readonly client: EC2Client;
  readonly call: Call;
}): Promise<readonly string[]> {
  const { paginateDescribeInstanceTypeOfferings } = await import('@aws-sdk/client-ec2');
  const pages = paginateDescribeInstanceTypeOfferings(
    { client, pageSize: 1000 },
    { LocationType: 'region' },
    sendOptions(call),
  );
  const types = new Set<string>();
  for await (const { InstanceTypeOfferings: offerings = [] } of pages) {
    for (const { InstanceType: type } of offerings) if (type !== undefined) types.add(type);
  }
  return [...types].toSorted();
}
