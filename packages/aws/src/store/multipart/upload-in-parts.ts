import { TorchrelayError } from '@torchrelay/core';
import type { ObjectHead } from '@torchrelay/core/target';

import { findObject, preconditionFailed } from '../object-head.ts';
import { completeUpload } from './complete-upload.ts';
import { findUnfinished } from './find-unfinished.ts';
import { layParts } from './part-layout.ts';
import { removedAfter } from './remove-upload.ts';
import { sendParts } from './send-parts.ts';
import type { PartedWrite } from './parted-write.ts';
import { startUpload, type Upload } from './upload.ts';

/**
 * Sends an object in parts. What an earlier process sent of it before it was killed is not sent again. Parts that
 * no further attempt would use are removed before this returns.
 */
export async function uploadInParts(write: PartedWrite): Promise<ObjectHead> {
  const present = await checkBeforehand(write);
  if (present !== undefined) return present;
  const layout = layParts({ size: write.source.size, sha256: write.sha256 });
  const upload =
    (await findUnfinished(write, layout)) ?? (await startUpload(write, { checksum: 'CRC32' }));
  try {
    const parts = await sendParts({ ...write, upload, layout });
    return await completeUpload({ ...write, upload, parts });
  } catch (error) {
    throw await afterFailure(error, write, upload);
  }
}

/** Asked before hours of sending, and judged again by S3 at their end. */
async function checkBeforehand(write: PartedWrite): Promise<ObjectHead | undefined> {
  const { options, source, sha256 } = write;
  const head = (await findObject(write))?.head;
  if (options.ifAbsent === true && head !== undefined) throw preconditionFailed(write, 'written');
  if (options.ifMatch !== undefined && head?.etag !== options.ifMatch) {
    throw preconditionFailed(write, head === undefined ? 'removed' : 'written');
  }
  if (head?.size !== source.size || head.sha256 !== sha256) return undefined;
  options.onProgress?.(source.size);
  return head;
}

/** After an outage the next attempt goes on with the parts; after anything else nobody comes back for them. */
async function afterFailure(error: unknown, write: PartedWrite, upload: Upload): Promise<unknown> {
  if (TorchrelayError.isInstance(error) && outages.has(error.code)) return error;
  return removedAfter(error, { bucket: write.bucket, key: write.key, uploadId: upload.id });
}

const outages: ReadonlySet<string> = new Set([
  'THROTTLED',
  'UNAVAILABLE',
  'UNREACHABLE',
  'UPLOAD_OVERTAKEN',
]);
