import type { Call } from '@torchrelay/core/target';

import { awsFailure } from '../client/aws-failure.ts';
import { callerAccount } from '../client/caller-account.ts';
import type { SagemakerClients } from './sagemaker-clients.ts';
import type { SagemakerSettings } from './sagemaker-settings.ts';

/** Whose account, and which region: where the names of endpoints are unique. */
export interface AwsPlace {
  readonly accountId: string;
  readonly region: string;
  /** `123456789012/us-east-1` */
  readonly scope: string;
}

/** Asks once; a failure is asked again. */
export function placeFinder(
  settings: SagemakerSettings,
  clients: SagemakerClients,
): (call: Call) => Promise<AwsPlace> {
  let known: AwsPlace | undefined;
  return async (call) => {
    if (known !== undefined) return known;
    const region = await regionOf(clients);
    const accountId = await callerAccount(settings, call);
    known = { accountId, region, scope: `${accountId}/${region}` };
    return known;
  };
}

async function regionOf({ sagemaker }: SagemakerClients): Promise<string> {
  const client = await sagemaker();
  try {
    return await client.config.region();
  } catch (error) {
    throw awsFailure(error, {
      attempt: 'Cannot ask SageMaker',
      permission: 'sagemaker:DescribeEndpoint',
    });
  }
}
