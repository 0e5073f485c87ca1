import type { AwsSettings } from '../client/aws-settings.ts';
import type { TrainingSettings } from './training/training-settings.ts';

/** Whether an endpoint answers at once, or through S3 and after up to an hour. */
export type SagemakerMode = 'real-time' | 'async';

/** Where and as whom SageMaker works. What is left out comes from where the AWS tools take it. */
export interface SagemakerSettings extends AwsSettings {
  /**
   * ARN of the role that SageMaker takes on to read the package and write its logs. @default one for each endpoint, and
   * one for the jobs of a name, made and removed with them
   */
  readonly role?: string;
  /**
   * ARN of the role that EventBridge Scheduler takes on to delete an endpoint when its time is over. @default one for
   * each endpoint with a time limit, made and removed with it
   */
  readonly schedulerRole?: string;
  /** Where packages and releases are kept. @default `torchrelay-<account>-<region>`, made when it is missing */
  readonly bucket?: string;
  /**
   * Of the keys in the bucket: `team/models`; slashes around it do not matter. @default none in torchrelay's own
   * bucket, `torchrelay` in another
   */
  readonly prefix?: string;
  /** The machine image's version, where another driver is needed. @default what the engine's CUDA needs */
  readonly inferenceAmiVersion?: string;
  /** Let the endpoint live in this network. */
  readonly vpc?: {
    readonly subnets: readonly string[];
    readonly securityGroupIds: readonly string[];
  };
  /** For the disks of the instances: id or ARN of a key. NVMe disks are encrypted by the machine itself, without it. */
  readonly kmsKeyId?: string;
  /** No way out of the container, not even to other services of AWS. @default false */
  readonly networkIsolation?: boolean;
  /**
   * `async`: requests and answers go through S3. They may be 1 GB large and take an hour, and wait in a queue while the
   * endpoint is busy, or has no instance; `predict` waits for them. An endpoint keeps its mode.
   * @default 'real-time'
   */
  readonly mode?: SagemakerMode;
  /** Topics of SNS that are told of each answer of `mode: 'async'`: their ARNs. The execution role must be allowed to. */
  readonly notify?: { readonly successTopic?: string; readonly errorTopic?: string };
  /** How many requests of `mode: 'async'` one instance is given at once. @default what SageMaker thinks right */
  readonly maxConcurrentRequests?: number;
  /**
   * Let SageMaker itself take another acceptable type where it has none of the first, of up to five, now and whenever
   * it adds instances: instance pools, which it has since May 2026. Else each type is tried in turn, one change each.
   * A training job takes one type, of those with as many GPUs; it says so when it has begun. Not at spot prices.
   * @default false
   */
  readonly instancePools?: boolean;
  /**
   * Ask AWS for prices, offerings and quotas before an instance is chosen; else the catalogue that ships, with its age,
   * is all there is.
   * @default true
   */
  readonly lookUp?: boolean;
  readonly training?: TrainingSettings;
  /** On everything that is made, beside torchrelay's own. */
  readonly tags?: Readonly<Record<string, string>>;
}
