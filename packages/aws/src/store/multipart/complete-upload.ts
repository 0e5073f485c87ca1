import type { ObjectHead } from '@torchrelay/core/target';

import { attemptsOf, serviceCodeOf } from '../../client/aws-failure.ts';
import {
  findObject,
  isAbsence,
  isPreconditionFailed,
  preconditionFailed,
  writtenHead,
} from '../object-head.ts';
import { conditionOf } from '../object-write.ts';
import { objectKey, sendToS3 } from '../s3-request.ts';
import { withoutConflict } from '../without-conflict.ts';
import type { PartedWrite } from './parted-write.ts';
import type { SentPart, Upload } from './upload.ts';

interface Completion extends PartedWrite {
  readonly upload: Upload;
  readonly parts: readonly SentPart[];
}

/** Makes an object of the parts, if its condition still holds. */
export async function completeUpload(completion: Completion): Promise<ObjectHead> {
  const { call } = completion;
  try {
    return await withoutConflict(() => send(completion), call);
  } catch (error) {
    return afterRefusal(error, completion);
  }
}

async function send(completion: Completion): Promise<ObjectHead> {
  const { bucket, key, upload, parts, source, sha256, options } = completion;
  const answer = await sendToS3(
    { ...completion, verb: 'write', permission: 's3:PutObject' },
    (client, sending) =>
      client.completeMultipartUpload(
        {
          ...bucket.address,
          ...conditionOf(options),
          Key: objectKey(bucket, key),
          UploadId: upload.id,
          MpuObjectSize: source.size,
          MultipartUpload: {
            Parts: parts.map(({ number, etag, crc32 }) => ({
              PartNumber: number,
              ETag: etag,
              ChecksumCRC32: crc32,
            })),
          },
        },
        sending,
      ),
  );
  return writtenHead({ key, size: source.size, sha256, answer });
}

/**
 * The upload may have become the object already: by an earlier attempt whose answer was lost, or by another
 * process that sent the same content. Otherwise the refusal stands.
 */
async function afterRefusal(error: unknown, completion: Completion): Promise<ObjectHead> {
  const { options, source, sha256 } = completion;
  const isConditional = options.ifAbsent === true || options.ifMatch !== undefined;
  const isOver = serviceCodeOf(error) === 'NoSuchUpload';
  const isRefused = isPreconditionFailed(error) || (isAbsence(error) && !isOver);
  if (!isOver && !isRefused) throw error;
  if (isOver ? !isConditional || attemptsOf(error) > 1 : attemptsOf(error) > 1) {
    const head = (await findObject(completion))?.head;
    if (head?.size === source.size && head.sha256 === sha256) return head;
  }
  if (isOver) throw error;
  throw preconditionFailed(completion, isAbsence(error) ? 'removed' : 'written');
}
