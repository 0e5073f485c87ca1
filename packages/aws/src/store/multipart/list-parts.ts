import type { ListPartsCommandOutput, Part } from '@aws-sdk/client-s3';

import type { KeyRequest } from '../object-head.ts';
import { objectKey, sendToS3 } from '../s3-request.ts';

/** What has arrived of an upload. Fails with `UPLOAD_OVERTAKEN` where the upload has ended. */
export async function* listParts(request: KeyRequest, uploadId: string): AsyncIterable<Part> {
  const { bucket, key } = request;
  let marker: string | undefined = '0';
  while (marker !== undefined) {
    const asked = {
      ...bucket.address,
      Key: objectKey(bucket, key),
      UploadId: uploadId,
      PartNumberMarker: marker,
    };
    const page: ListPartsCommandOutput = await sendToS3(
      { ...request, verb: 'list', permission: 's3:ListMultipartUploadParts' },
      (client, options) => client.listParts(asked, options),
    );
    yield* page.Parts ?? [];
    marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
  }
}
