import type { Call } from '@torchrelay/core/target';

import { abortable } from './abortable.ts';
import { awsFailure } from './aws-failure.ts';
import { type AwsSettings, clientSettings } from './aws-settings.ts';

/** The 12 digits of the account that the credentials are of. */
export async function callerAccount(settings: AwsSettings, call: Call): Promise<string> {
  const { STS } = await import('@aws-sdk/client-sts');
  const client = new STS(clientSettings(settings));
  try {
    const { Account: account = '' } = await client.getCallerIdentity({}, abortable(call));
    return account;
  } catch (error) {
    const { abortSignal } = call;
    const attempt = 'Cannot ask AWS whose account this is';
    throw awsFailure(error, { attempt, permission: 'sts:GetCallerIdentity', abortSignal });
  } finally {
    client.destroy();
  }
}
