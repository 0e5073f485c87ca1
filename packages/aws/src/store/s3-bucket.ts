import type { S3 } from '@aws-sdk/client-s3';
import { TorchrelayError } from '@torchrelay/core';
import type { Call } from '@torchrelay/core/target';

import { partitionOf } from '../client/aws-settings.ts';
import { awsFailure } from '../client/aws-failure.ts';
import { callerAccount } from '../client/caller-account.ts';
import { createS3Client } from './s3-client.ts';
import type { S3StoreSettings } from './s3-settings.ts';

/** A bucket, and the client that asks for it. */
export interface S3Bucket {
  readonly client: S3;
  readonly name: string;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  /** What names it in every request but the one that makes it. */
  readonly address: BucketAddress;
  /** Empty, or with a final `/`. */
  readonly prefix: string;
  /** Whether torchrelay chose its name, so that it is nobody else's. */
  readonly isDefault: boolean;
  /** Said with everything that is written. */
  readonly encryption: WrittenEncryption;
}

export interface BucketAddress {
  readonly Bucket: string;
  /**
   * Whoever knows an account's number can make a bucket of the default name before it does, and read what is
   * put there. With this, S3 refuses.
   */
  readonly ExpectedBucketOwner?: string;
}

export interface WrittenEncryption {
  readonly ServerSideEncryption?: 'aws:kms';
  readonly SSEKMSKeyId?: string;
}

/** Finds out what the settings leave open. Asks AWS only where the name of the default bucket is needed. */
export async function openBucket(settings: S3StoreSettings, call: Call): Promise<S3Bucket> {
  checkSettings(settings);
  const client = await createS3Client(settings);
  const region = await regionOf(client);
  const isDefault = settings.bucket === undefined;
  const owner = isDefault ? await callerAccount(settings, call) : settings.bucketOwner;
  const name = settings.bucket ?? `torchrelay-${owner}-${region}`;
  return {
    client,
    name,
    region,
    partition: partitionOf(region),
    address: { Bucket: name, ...(owner !== undefined && { ExpectedBucketOwner: owner }) },
    prefix: prefixOf(settings.prefix ?? (isDefault ? '' : 'torchrelay')),
    isDefault,
    encryption: encryptionOf(settings),
  };
}

async function regionOf(client: S3): Promise<string> {
  try {
    return await client.config.region();
  } catch (error) {
    throw awsFailure(error, { attempt: 'Cannot ask for a bucket', permission: 's3:ListBucket' });
  }
}

function prefixOf(prefix: string): string {
  const trimmed = prefix.replace(/^\/+|\/+$/g, '');
  return trimmed === '' ? '' : `${trimmed}/`;
}

function encryptionOf({ kmsKey }: S3StoreSettings): WrittenEncryption {
  return kmsKey === undefined ? {} : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKey };
}

/** Source: S3's rules for naming general purpose buckets. */
const validBucket = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const validPrefix = /^[\w./-]*$/;

function checkSettings({ bucket, prefix = '' }: S3StoreSettings): void {
  if (bucket !== undefined && !validBucket.test(bucket)) {
    throw new TorchrelayError({
      code: 'STORE_REFUSED',
      message: `"${bucket}" is no name of a bucket.`,
      hint: 'Give the name alone, such as my-models: 3 to 63 of a-z, 0-9, dots and hyphens.',
    });
  }
  if (!validPrefix.test(prefix)) {
    throw new TorchrelayError({
      code: 'STORE_REFUSED',
      message: `"${prefix}" is no prefix for the keys of a store.`,
      hint: 'Use letters, digits, and - _ . /',
    });
  }
}
