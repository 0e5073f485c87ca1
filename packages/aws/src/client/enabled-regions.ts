import type { Call } from '@torchrelay/core/target';

import { abortable } from './abortable.ts';
import { awsFailure } from './aws-failure.ts';
import { type AwsSettings, clientSettings } from './aws-settings.ts';

/** Regions are asked of a region: this one is on in every account of the commercial partition. */
const asked = 'us-east-1';

/**
 * The regions that are enabled for the account, by name, such as `eu-west-1`: wherever something of it can be.
 *
 * @param settings Whose account. Without a region, `us-east-1` is asked; say one to ask in another partition.
 * @throws TorchrelayError `ACCESS_DENIED` without `ec2:DescribeRegions`; `NO_CREDENTIALS`, `UNREACHABLE`
 */
export async function enabledRegions(
  settings: AwsSettings = {},
  call: Call = {},
): Promise<readonly string[]> {
  const { EC2 } = await import('@aws-sdk/client-ec2');
  const client = new EC2({ region: asked, ...clientSettings(settings) });
  try {
    const { Regions: regions = [] } = await client.describeRegions({}, abortable(call));
    return regions.flatMap(({ RegionName: name }) => name ?? []).toSorted();
  } catch (error) {
    throw awsFailure(error, {
      attempt: 'Cannot ask AWS which regions are enabled for this account',
      permission: 'ec2:DescribeRegions',
      abortSignal: call.abortSignal,
    });
  } finally {
    client.destroy();
  }
}
