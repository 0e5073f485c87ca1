import type { ListedObject } from '@torchrelay/core/target';

import { unlessAbsent } from './object-head.ts';
import { objectKey, type S3Request, sendToS3 } from './s3-request.ts';

/** Keys of the store that start with `keyPrefix`; none where there is no bucket. */
export async function* listObjects(
  request: Pick<S3Request, 'bucket' | 'call'>,
  keyPrefix: string,
): AsyncIterable<ListedObject> {
  const { bucket } = request;
  const asked = { ...bucket.address, Prefix: objectKey(bucket, keyPrefix) };
  let token: string | undefined;
  do {
    const continued = token === undefined ? asked : { ...asked, ContinuationToken: token };
    const page = await unlessAbsent(
      sendToS3({ ...request, verb: 'list', permission: 's3:ListBucket' }, (client, options) =>
        client.listObjectsV2(continued, options),
      ),
    );
    for (const { Key = '', Size = 0, LastModified, ETag: etag } of page?.Contents ?? []) {
      const key = Key.slice(bucket.prefix.length);
      const modifiedAt = LastModified?.getTime() ?? 0;
      yield { key, size: Size, modifiedAt, ...(etag !== undefined && { etag }) };
    }
    token = page?.NextContinuationToken;
  } while (token !== undefined);
}
