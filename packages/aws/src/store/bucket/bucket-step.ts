import type { S3 } from '@aws-sdk/client-s3';
import type { Call, Step, StepResult } from '@torchrelay/core/target';

import { serviceCodeOf } from '../../client/aws-failure.ts';
import type { S3Bucket } from '../s3-bucket.ts';
import { type S3Request, sendToS3 } from '../s3-request.ts';
import {
  blockedPublicAccess,
  defaultEncryption,
  lifecycleRule,
  madeByUs,
  tlsOnlyPolicy,
} from './bucket-settings.ts';
import { bucketKinds } from './plan-bucket.ts';

type Send = (
  client: S3,
  bucket: S3Bucket,
  options: { readonly abortSignal?: AbortSignal },
) => Promise<unknown>;

/** Each can be repeated: all of them say how things are to be. */
const requests: Readonly<Record<string, Send>> = {
  [bucketKinds.bucket]: (client, bucket, options) =>
    client.createBucket({ Bucket: bucket.name, ...configurationOf(bucket) }, options),
  [bucketKinds.publicAccess]: (client, { address }, options) =>
    client.putPublicAccessBlock(
      { ...address, PublicAccessBlockConfiguration: blockedPublicAccess },
      options,
    ),
  [bucketKinds.policy]: (client, bucket, options) =>
    client.putBucketPolicy({ ...bucket.address, Policy: tlsOnlyPolicy(bucket) }, options),
  [bucketKinds.encryption]: (client, bucket, options) =>
    client.putBucketEncryption(
      { ...bucket.address, ServerSideEncryptionConfiguration: defaultEncryption(bucket) },
      options,
    ),
  [bucketKinds.lifecycle]: (client, { address }, options) =>
    client.putBucketLifecycleConfiguration(
      { ...address, LifecycleConfiguration: { Rules: [lifecycleRule] } },
      options,
    ),
};

/** A new bucket may be unknown for a moment to the servers that set it up. */
const pollInMs = 1000;

export async function doBucketStep(
  bucket: S3Bucket,
  { kind, permissions: [permission = ''] }: Step,
  call: Call,
): Promise<StepResult> {
  const send = requests[kind];
  if (send === undefined) throw new Error(`the store has no step of the kind ${kind}`);
  const request: S3Request = { bucket, call, verb: 'set up', permission };
  try {
    await sendToS3(request, (client, options) => send(client, bucket, options));
    return { state: 'done' };
  } catch (error) {
    return afterRefusal(error);
  }
}

function afterRefusal(error: unknown): StepResult {
  switch (serviceCodeOf(error)) {
    case 'BucketAlreadyOwnedByYou':
      return { state: 'done' };
    case 'NoSuchBucket':
      return { state: 'pending', pollInMs, detail: 'waiting until the new bucket is known' };
    default:
      throw error;
  }
}

type BucketConfiguration = Pick<Parameters<S3['createBucket']>[0], 'CreateBucketConfiguration'>;

function configurationOf({ region, isDefault }: S3Bucket): BucketConfiguration {
  // The oldest region is the one that may not be named.
  const place = region === 'us-east-1' ? {} : { LocationConstraint: region as 'eu-west-1' };
  const tags = isDefault ? {} : { Tags: [madeByUs] };
  const configuration = { ...place, ...tags };
  return Object.keys(configuration).length === 0
    ? {}
    : { CreateBucketConfiguration: configuration };
}
