import type { ObjectHead } from '@torchrelay/core/target';

import { writtenHead } from '../object-head.ts';
import { type ObjectCopy, sourceOf } from '../object-copy.ts';
import { objectKey, sendToS3 } from '../s3-request.ts';
import { inParallel } from './in-parallel.ts';
import { removedAfter } from './remove-upload.ts';
import { startUpload } from './upload.ts';

interface PartedCopy extends ObjectCopy {
  readonly uploadId: string;
  readonly partBytes: number;
}

const mostParts = 10_000;
const parallel = 4;

/** Copies several parts at once. Nothing comes through this machine. */
export async function copyInParts(copy: ObjectCopy, partBytes: number): Promise<ObjectHead> {
  const { bucket, key, from } = copy;
  const { id } = await startUpload({ ...copy, sha256: from.sha256 });
  const parted = {
    ...copy,
    uploadId: id,
    partBytes: Math.max(partBytes, Math.ceil(from.size / mostParts)),
  };
  try {
    const numbers = Array.from(
      { length: Math.ceil(from.size / parted.partBytes) },
      (_, index) => index + 1,
    );
    const etags = await inParallel({
      items: numbers,
      parallel,
      work: (number) => copyPart(parted, number),
    });
    return await complete(parted, etags);
  } catch (error) {
    throw await removedAfter(error, { bucket, key, uploadId: id });
  }
}

async function copyPart(copy: PartedCopy, number: number): Promise<string> {
  const { bucket, key, from, uploadId, partBytes } = copy;
  const start = (number - 1) * partBytes;
  const end = Math.min(start + partBytes, from.size);
  const { CopyPartResult: result } = await sendToS3(
    { ...copy, verb: 'copy', permission: 's3:PutObject' },
    (client, options) =>
      client.uploadPartCopy(
        {
          ...bucket.address,
          ...sourceOf(copy),
          Key: objectKey(bucket, key),
          UploadId: uploadId,
          PartNumber: number,
          CopySourceRange: `bytes=${start}-${end - 1}`,
        },
        options,
      ),
  );
  return result?.ETag ?? '';
}

async function complete(copy: PartedCopy, etags: readonly string[]): Promise<ObjectHead> {
  const { bucket, key, from, uploadId } = copy;
  const answer = await sendToS3(
    { ...copy, verb: 'copy', permission: 's3:PutObject' },
    (client, options) =>
      client.completeMultipartUpload(
        {
          ...bucket.address,
          Key: objectKey(bucket, key),
          UploadId: uploadId,
          MpuObjectSize: from.size,
          MultipartUpload: {
            Parts: etags.map((ETag, index) => ({ ETag, PartNumber: index + 1 })),
          },
        },
        options,
      ),
  );
  return writtenHead({ key, size: from.size, sha256: from.sha256, answer });
}
