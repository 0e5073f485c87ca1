import type { ListMultipartUploadsCommandOutput } from '@aws-sdk/client-s3';
import type { UnfinishedUpload } from '@torchrelay/core/target';

import { unlessAbsent } from '../object-head.ts';
import { objectKey, type S3Request, sendToS3 } from '../s3-request.ts';

type Page = ListMultipartUploadsCommandOutput;
type ListRequest = Pick<S3Request, 'bucket' | 'call'>;

/** Where a page begins: at the end of the one before. */
interface PageStart {
  readonly KeyMarker?: string | undefined;
  readonly UploadIdMarker?: string | undefined;
}

/** Those of keys that start with `keyPrefix`; none where there is no bucket. */
export async function* listUploads(
  request: ListRequest,
  keyPrefix: string,
): AsyncIterable<UnfinishedUpload> {
  const { bucket } = request;
  let start: PageStart | undefined = {};
  while (start !== undefined) {
    const page: Page | undefined = await unlessAbsent(listPage(request, keyPrefix, start));
    for (const { Key = '', UploadId: uploadId = '', Initiated } of page?.Uploads ?? []) {
      const key = Key.slice(bucket.prefix.length);
      yield { key, uploadId, begunAt: Initiated?.getTime() ?? 0 };
    }
    start = page && nextStart(page);
  }
}

function listPage(request: ListRequest, keyPrefix: string, start: PageStart): Promise<Page> {
  const { bucket } = request;
  return sendToS3(
    { ...request, verb: 'list', permission: 's3:ListBucketMultipartUploads' },
    (client, options) =>
      client.listMultipartUploads(
        { ...bucket.address, ...start, Prefix: objectKey(bucket, keyPrefix) },
        options,
      ),
  );
}

function nextStart({
  IsTruncated,
  NextKeyMarker,
  NextUploadIdMarker,
}: Page): PageStart | undefined {
  if (IsTruncated !== true) return undefined;
  return { KeyMarker: NextKeyMarker, UploadIdMarker: NextUploadIdMarker };
}
