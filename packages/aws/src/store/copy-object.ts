import { TorchrelayError } from '@torchrelay/core';
import type { ObjectHead } from '@torchrelay/core/target';

import { copyInParts } from './multipart/copy-in-parts.ts';
import { findObject, headOf, type KeyRequest } from './object-head.ts';
import { type ObjectCopy, sourceOf } from './object-copy.ts';
import { locationOf, objectKey, sendToS3 } from './s3-request.ts';

/** S3 copies up to 5 GiB with one request. Parts at once are quicker, and less is lost with a connection. */
const mostBytesAtOnce = 2 ** 30;

/** Copies inside the bucket, with the digest that is kept with the object. */
export async function copyObject(
  fromKey: string,
  request: KeyRequest,
  { partBytes = mostBytesAtOnce }: { readonly partBytes?: number } = {},
): Promise<ObjectHead> {
  const found = await findObject({ ...request, key: fromKey });
  if (found === undefined) throw gone(fromKey, request);
  const copy = { ...request, from: found.head };
  if (found.head.size > partBytes) return copyInParts(copy, partBytes);
  return copyAtOnce(copy);
}

async function copyAtOnce(copy: ObjectCopy): Promise<ObjectHead> {
  const { bucket, key, from } = copy;
  const answer = await sendToS3(
    { ...copy, verb: 'copy', permission: 's3:PutObject' },
    (client, options) =>
      client.copyObject(
        {
          ...bucket.address,
          ...bucket.encryption,
          ...sourceOf(copy),
          Key: objectKey(bucket, key),
        },
        options,
      ),
  );
  const { ETag, LastModified } = answer.CopyObjectResult ?? {};
  const head = headOf(key, { ETag, LastModified });
  return { ...from, ...head, size: from.size };
}

function gone(fromKey: string, { bucket }: KeyRequest): TorchrelayError {
  return new TorchrelayError({
    code: 'STORE_OBJECT_GONE',
    message: `The object ${fromKey} is not in ${locationOf(bucket)}.`,
    hint: 'It may have been deleted meanwhile. Run the command again.',
    recovery: 'replan',
  });
}
