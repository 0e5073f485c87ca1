import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Call } from '@torchrelay/core/target';
import { abortable } from '../../client/abortable.ts';

/** EC2 takes no more values in one filter. */
const mostPerRequest = 200;

/**
 * Which of these types EC2 has in the client's region, sorted. SageMaker may have fewer, never more. Needs
 * `ec2:DescribeInstanceTypeOfferings`.
 */
export async function liveOfferings({
  client,
  types,
  call,
}: {
  readonly client: EC2Client;
  /** EC2's names: `p4d.24xlarge`. */
  readonly types: readonly string[];
  readonly call: Call;
}): Promise<readonly string[]> {
  const { paginateDescribeInstanceTypeOfferings } = await import('@aws-sdk/client-ec2');
  const found = new Set<string>();
  for (let at = 0; at < types.length; at += mostPerRequest) {
    const pages = paginateDescribeInstanceTypeOfferings(
      { client, pageSize: 1000 },
      {
        LocationType: 'region',
        Filters: [{ Name: 'instance-type', Values: types.slice(at, at + mostPerRequest) }],
      },
      abortable(call),
    );
    for await (const { InstanceTypeOfferings: offerings = [] } of pages) {
      for (const { InstanceType: type } of offerings) if (type !== undefined) found.add(type);
    }
  }
  return [...found].toSorted();
}
