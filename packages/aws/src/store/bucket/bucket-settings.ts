import type {
  LifecycleRule,
  PublicAccessBlockConfiguration,
  ServerSideEncryptionConfiguration,
  Tag,
} from '@aws-sdk/client-s3';

import type { S3Bucket } from '../s3-bucket.ts';

export const blockedPublicAccess: PublicAccessBlockConfiguration = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

const daysForUploads = 7;

/** Killed uploads are taken up again for a week; then their parts stop costing. */
export const lifecycleRule: LifecycleRule = {
  ID: 'torchrelay-unfinished-uploads',
  Status: 'Enabled',
  Filter: { Prefix: '' },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: daysForUploads },
};

/**
 * Given with the making itself to a bucket whose name the settings chose: it tells the one that was made here, and
 * is to be set up, from the one that was there, whose owner's settings stay.
 */
export const madeByUs: Required<Tag> = { Key: 'torchrelay', Value: 'made' };

export function tlsOnlyPolicy({ name, partition }: S3Bucket): string {
  const bucket = `arn:${partition}:s3:::${name}`;
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [bucket, `${bucket}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
}

/** A bucket key spares a request to KMS, and its price, per object. */
export function defaultEncryption({ encryption }: S3Bucket): ServerSideEncryptionConfiguration {
  const { SSEKMSKeyId: key } = encryption;
  return {
    Rules: [
      key === undefined
        ? { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }
        : {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
            BucketKeyEnabled: true,
          },
    ],
  };
}
