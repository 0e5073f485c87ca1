import { TorchrelayError } from '@torchrelay/core';
import type { Call } from '@torchrelay/core/target';

import { serviceCodeOf } from '../../client/aws-failure.ts';
import type { KeyRequest } from '../object-head.ts';
import type { S3Bucket } from '../s3-bucket.ts';
import { locationOf, objectKey, sendToS3 } from '../s3-request.ts';
import { listParts } from './list-parts.ts';

/** It is asked for after an abort too, so it has a time limit of its own. In milliseconds. */
const patienceInMs = 30_000;
/** A part that was under way may arrive after the removal, and is then removed by the next. */
const attempts = 3;

interface EndedUpload {
  readonly bucket: S3Bucket;
  readonly key: string;
  readonly uploadId: string;
}

/** The failure to tell when an upload was given up for one: that one, with what could not be removed besides. */
export async function removedAfter(error: unknown, upload: EndedUpload): Promise<unknown> {
  try {
    await removeUpload(upload);
    return error;
  } catch (failure) {
    return withLeftover(error, failure);
  }
}

function withLeftover(error: unknown, failure: unknown): unknown {
  if (!TorchrelayError.isInstance(error)) return error;
  const { code, message, recovery, effect, data, cause } = error;
  const why = failure instanceof Error ? failure.message : String(failure);
  const hint = `The parts that were sent could not be removed (${why}). torchrelay gc removes them.`;
  return new TorchrelayError({ code, message, recovery, effect, data, cause, hint });
}

/** Removes an upload with all that has arrived of it. One that has ended is no failure. */
export async function removeUpload({
  bucket,
  key,
  uploadId,
  call = { abortSignal: AbortSignal.timeout(patienceInMs) },
}: EndedUpload & { readonly call?: Call }): Promise<void> {
  const request = { bucket, key, call };
  try {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      await remove(request, uploadId);
      // Fails as soon as there is no such upload any more.
      await Array.fromAsync(listParts(request, uploadId));
    }
  } catch (error) {
    if (serviceCodeOf(error) === 'NoSuchUpload') return;
    throw error;
  }
  throw new TorchrelayError({
    code: 'UNAVAILABLE',
    message: `Parts of ${key} in ${locationOf(bucket)} still arrive, although the upload was removed.`,
    recovery: 'retry',
  });
}

async function remove(request: KeyRequest, uploadId: string): Promise<void> {
  const { bucket, key } = request;
  await sendToS3(
    { ...request, verb: 'delete', permission: 's3:AbortMultipartUpload' },
    (client, options) =>
      client.abortMultipartUpload(
        { ...bucket.address, Key: objectKey(bucket, key), UploadId: uploadId },
        options,
      ),
  );
}
