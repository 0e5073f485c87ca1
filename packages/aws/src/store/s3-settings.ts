import type { AwsSettings } from '../client/aws-settings.ts';

/** Which bucket, where in it, and who asks. */
export interface S3StoreSettings extends AwsSettings {
  /** @default `torchrelay-<account>-<region>`, which is made when it is first needed */
  readonly bucket?: string | undefined;
  /** What all keys begin with: `team/torchrelay`. @default `torchrelay` in a bucket that is named, else nothing */
  readonly prefix?: string | undefined;
  /** The account that the bucket must be of. @default of the default bucket, whoever is signed in */
  readonly bucketOwner?: string | undefined;
  /** A KMS key to encrypt with. @default the bucket's own encryption, at least S3's */
  readonly kmsKey?: string | undefined;
}
