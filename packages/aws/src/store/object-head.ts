import type { ObjectHead } from '@torchrelay/core/target';
import { TorchrelayError } from '@torchrelay/core';

import { serverTimeOf } from './s3-client.ts';
import { locationOf, objectKey, type S3Request, sendToS3 } from './s3-request.ts';

/** What is kept with each object. */
export interface ObjectMetadata {
  readonly sha256?: string;
  /** Of one write: tells a write that was repeated because its answer was lost from somebody else's. */
  readonly write?: string;
}

/** What S3 says of an object in the answers to HEAD and GET. */
export interface ObjectAnswer {
  readonly ETag?: string | undefined;
  readonly LastModified?: Date | undefined;
  readonly ContentLength?: number | undefined;
  readonly ContentRange?: string | undefined;
  readonly Metadata?: Record<string, string> | undefined;
}

export function headOf(key: string, answer: ObjectAnswer): ObjectHead {
  const sha256 = answer.Metadata?.['sha256'];
  return {
    key,
    size: sizeOf(answer),
    etag: answer.ETag ?? '',
    modifiedAt: answer.LastModified?.getTime() ?? 0,
    serverTime: serverTimeOf(answer),
    ...(sha256 !== undefined && { sha256 }),
  };
}

/** Of the object, also where only a range of it was answered. */
function sizeOf({ ContentLength = 0, ContentRange }: ObjectAnswer): number {
  const total = /\/(\d+)$/.exec(ContentRange ?? '')?.[1];
  return total === undefined ? ContentLength : Number(total);
}

/** The head of what this write made, as of the answer that said so. */
export function writtenHead({
  key,
  size,
  sha256,
  answer,
}: {
  readonly key: string;
  readonly size: number;
  readonly sha256: string | undefined;
  readonly answer: { readonly ETag?: string | undefined };
}): ObjectHead {
  const serverTime = serverTimeOf(answer);
  const digest = sha256 === undefined ? {} : { sha256 };
  return { key, size, etag: answer.ETag ?? '', modifiedAt: serverTime, serverTime, ...digest };
}

export type KeyRequest = Pick<S3Request, 'bucket' | 'call'> & { readonly key: string };

export interface FoundObject {
  readonly head: ObjectHead;
  readonly metadata: ObjectMetadata;
}

/** `undefined` where there is no such object, or no bucket. */
export async function findObject(request: KeyRequest): Promise<FoundObject | undefined> {
  const { bucket, key } = request;
  const answer = await unlessAbsent(
    sendToS3({ ...request, verb: 'look for', permission: 's3:GetObject' }, (client, options) =>
      client.headObject({ ...bucket.address, Key: objectKey(bucket, key) }, options),
    ),
  );
  return answer && { head: headOf(key, answer), metadata: answer.Metadata ?? {} };
}

/** `undefined` in place of the failure that says: there is no such object, or no such bucket. */
export async function unlessAbsent<Value>(asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** A HEAD has no body: its 404 does not say of what. */
export function isAbsence(error: unknown): boolean {
  return TorchrelayError.isInstance(error) && error.data['status'] === 404;
}

export function isPreconditionFailed(error: unknown): boolean {
  return TorchrelayError.isInstance(error) && error.code === 'PRECONDITION_FAILED';
}

export function preconditionFailed(
  { bucket, key }: KeyRequest,
  what: 'written' | 'removed',
): TorchrelayError {
  return new TorchrelayError({
    code: 'PRECONDITION_FAILED',
    message: `The object ${key} in ${locationOf(bucket)} was ${what} meanwhile.`,
  });
}
