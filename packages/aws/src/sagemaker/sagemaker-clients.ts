import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { SageMaker } from '@aws-sdk/client-sagemaker';
import type { SageMakerRuntime } from '@aws-sdk/client-sagemaker-runtime';

import { type AwsSettings, clientSettings } from '../client/aws-settings.ts';

/** The services that serving needs, each imported and made when it is first asked for. */
export interface SagemakerClients {
  readonly sagemaker: () => Promise<SageMaker>;
  readonly runtime: () => Promise<SageMakerRuntime>;
  readonly logs: () => Promise<CloudWatchLogs>;
  readonly cloudwatch: () => Promise<CloudWatch>;
}

/** SageMaker lets a container answer for 60 seconds; the line may be silent a little longer. */
const longestAnswerInMs = 70_000;

export function sagemakerClients(settings: AwsSettings): SagemakerClients {
  return {
    sagemaker: once(async () => {
      const { SageMaker: Client } = await import('@aws-sdk/client-sagemaker');
      return new Client(clientSettings(settings));
    }),
    runtime: once(async () => {
      const { SageMakerRuntime: Client } = await import('@aws-sdk/client-sagemaker-runtime');
      const common = clientSettings(settings);
      const socketTimeout = settings.timeoutInMs ?? longestAnswerInMs;
      const requestHandler = { ...common.requestHandler, socketTimeout };
      // Core's client of the protocol decides which questions may be asked again.
      return new Client({ ...common, requestHandler, maxAttempts: 1 });
    }),
    cloudwatch: once(async () => {
      const { CloudWatch: Client } = await import('@aws-sdk/client-cloudwatch');
      return new Client(clientSettings(settings));
    }),
    logs: once(async () => {
      const { CloudWatchLogs: Client } = await import('@aws-sdk/client-cloudwatch-logs');
      return new Client(clientSettings(settings));
    }),
  };
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}
