import type { S3 } from '@aws-sdk/client-s3';
import type { Call } from '@torchrelay/core/target';

import { abortable } from '../client/abortable.ts';
import { awsFailure } from '../client/aws-failure.ts';
import type { S3Bucket } from './s3-bucket.ts';

export interface S3Request {
  readonly bucket: S3Bucket;
  /** What it does, as a failure tells it. */
  readonly verb: 'look for' | 'read' | 'write' | 'copy' | 'delete' | 'list' | 'set up';
  /** A key of the store; all of the bucket where it is absent. */
  readonly key?: string | undefined;
  /** `s3:GetObject`. */
  readonly permission: string;
  readonly call: Call;
}

/** Makes one request, which the SDK may repeat. What it fails with is thrown in our words. */
export async function sendToS3<Output>(
  request: S3Request,
  send: (client: S3, options: { readonly abortSignal?: AbortSignal }) => Promise<Output>,
): Promise<Output> {
  const { bucket, call } = request;
  try {
    return await send(bucket.client, abortable(call));
  } catch (error) {
    throw s3Failure(error, request);
  }
}

export function s3Failure(error: unknown, request: S3Request): Error {
  const { bucket, verb, key, permission, call } = request;
  const location = locationOf(bucket);
  return awsFailure(error, {
    attempt: `Cannot ${verb} ${key === undefined ? location : `${key} in ${location}`}`,
    permission,
    resource: resourceOf(bucket, key),
    abortSignal: call.abortSignal,
    region: bucket.region,
  });
}

/** `s3://bucket/prefix`. */
export function locationOf({ name, prefix }: S3Bucket): string {
  return `s3://${name}/${prefix}`.replace(/\/$/, '');
}

function resourceOf({ partition, name, prefix }: S3Bucket, key: string | undefined): string {
  const bucket = `arn:${partition}:s3:::${name}`;
  return key === undefined ? bucket : `${bucket}/${prefix}*`;
}

/** The whole key of an object: what S3 calls it. */
export function objectKey({ prefix }: S3Bucket, key: string): string {
  return prefix + key;
}
