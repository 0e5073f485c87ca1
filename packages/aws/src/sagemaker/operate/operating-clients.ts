import type { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import type { IAM } from '@aws-sdk/client-iam';
import type { Scheduler } from '@aws-sdk/client-scheduler';

import { type AwsSettings, clientSettings } from '../../client/aws-settings.ts';

/** The services around an endpoint that serves, each imported and made when it is first asked for. */
export interface OperatingClients {
  readonly autoscaling: () => Promise<ApplicationAutoScaling>;
  readonly scheduler: () => Promise<Scheduler>;
  readonly iam: () => Promise<IAM>;
  readonly cloudwatch: () => Promise<CloudWatch>;
}

export function operatingClients(settings: AwsSettings): OperatingClients {
  return {
    autoscaling: once(async () => {
      const { ApplicationAutoScaling: Client } =
        await import('@aws-sdk/client-application-auto-scaling');
      return new Client(clientSettings(settings));
    }),
    scheduler: once(async () => {
      const { Scheduler: Client } = await import('@aws-sdk/client-scheduler');
      return new Client(clientSettings(settings));
    }),
    iam: once(async () => {
      const { IAM: Client } = await import('@aws-sdk/client-iam');
      return new Client(clientSettings(settings));
    }),
    cloudwatch: once(async () => {
      const { CloudWatch: Client } = await import('@aws-sdk/client-cloudwatch');
      return new Client(clientSettings(settings));
    }),
  };
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}
