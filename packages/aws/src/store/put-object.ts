import { randomUUID } from 'node:crypto';

import { readAll } from '@torchrelay/core';
import { sha256Hex } from '@torchrelay/core/target-utils';
import type { ObjectHead } from '@torchrelay/core/target';

import { attemptsOf } from '../client/aws-failure.ts';
import { checkContent } from './content-mismatch.ts';
import {
  findObject,
  isAbsence,
  isPreconditionFailed,
  preconditionFailed,
  writtenHead,
} from './object-head.ts';
import { conditionOf, type ObjectWrite } from './object-write.ts';
import { objectKey, sendToS3 } from './s3-request.ts';
import { withoutConflict } from './without-conflict.ts';

interface Put extends ObjectWrite {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** Of this write alone. */
  readonly mark: string;
}

/** Writes an object with one request. */
export async function putObject(write: ObjectWrite): Promise<ObjectHead> {
  const { key, source, call, options } = write;
  const bytes = await readAll(source, call);
  const sha256 = sha256Hex(bytes);
  checkContent({ key, source, bytes: bytes.length, sha256 });
  const head = await putOnce({ ...write, bytes, sha256, mark: randomUUID() });
  options.onProgress?.(bytes.length);
  return head;
}

/** A refused condition may be our own doing: the SDK repeats a write whose answer was lost. */
async function putOnce(put: Put): Promise<ObjectHead> {
  const { options, mark, call } = put;
  try {
    return await withoutConflict(() => send(put), call);
  } catch (error) {
    const isAbsent = isAbsence(error) && options.ifMatch !== undefined;
    if (!isAbsent && !isPreconditionFailed(error)) throw error;
    const found = attemptsOf(error) > 1 ? await findObject(put) : undefined;
    if (found?.metadata.write === mark) return found.head;
    throw preconditionFailed(put, isAbsent ? 'removed' : 'written');
  }
}

async function send(put: Put): Promise<ObjectHead> {
  const { bucket, key, bytes, sha256, mark, options } = put;
  const answer = await sendToS3(
    { ...put, verb: 'write', permission: 's3:PutObject' },
    (client, sending) =>
      client.putObject(
        {
          ...bucket.address,
          ...bucket.encryption,
          ...conditionOf(options),
          Key: objectKey(bucket, key),
          Body: bytes,
          ContentLength: bytes.length,
          Metadata: { sha256, write: mark },
        },
        sending,
      ),
  );
  return writtenHead({ key, size: bytes.length, sha256, answer });
}
