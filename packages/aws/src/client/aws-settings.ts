import type { S3ClientConfig } from '@aws-sdk/client-s3';

/** Who asks AWS, and where. What is left out comes from where the AWS tools take it. */
export interface AwsSettings {
  /** `us-east-1`. @default AWS_REGION, then AWS_DEFAULT_REGION, then the profile's */
  readonly region?: string | undefined;
  /** @default the SDK's chain: environment, profile, SSO, web identity, container, instance */
  readonly credentials?: AwsCredentials | undefined;
  /** One address for all services, of a stand-in or a proxy. @default AWS's, or what `AWS_ENDPOINT_URL…` says */
  readonly endpoint?: string | undefined;
  /** How long a connection may be silent before it counts as dead, in milliseconds. @default 60 000, and 70 000 while a model is asked */
  readonly timeoutInMs?: number | undefined;
  /**
   * Variables of a process, of which only the region and the address of S3 are read; credentials and profiles are always
   * those of this process. @default this process's
   */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Who asks: keys, or a function that gives some, as the AWS SDK takes them. */
export type AwsCredentials = NonNullable<S3ClientConfig['credentials']>;

/** What every client of the SDK is made with. */
export interface ClientSettings {
  readonly region?: string;
  readonly credentials?: AwsCredentials;
  readonly endpoint?: string;
  readonly requestHandler: { readonly connectionTimeout: number; readonly socketTimeout: number };
}

/** A dead connection is otherwise waited for until the system notices, in hours. */
const connectionTimeoutInMs = 10_000;
const silenceInMs = 60_000;

/** The SDK reads AWS_REGION by itself, and not AWS_DEFAULT_REGION, which the other AWS tools read. */
export function clientSettings({
  region,
  credentials,
  endpoint,
  timeoutInMs = silenceInMs,
  environment = process.env,
}: AwsSettings): ClientSettings {
  const known = region ?? environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'];
  return {
    ...(known !== undefined && known !== '' && { region: known }),
    ...(credentials !== undefined && { credentials }),
    ...(endpoint !== undefined && { endpoint }),
    requestHandler: { connectionTimeout: connectionTimeoutInMs, socketTimeout: timeoutInMs },
  };
}

/** The part of AWS a region is in, as ARNs name it. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
