import type { KeyRequest } from '../object-head.ts';
import { objectKey, sendToS3 } from '../s3-request.ts';

/** A part that S3 has. */
export interface SentPart {
  readonly number: number;
  readonly etag: string;
  /** In base64, as S3 gives it. */
  readonly crc32: string;
}

/** Parts on their way to be an object. */
export interface Upload {
  readonly id: string;
  /** What was there when it was taken up, by number. */
  readonly present: ReadonlyMap<number, SentPart>;
}

/** @param checksum what each part is checked with; S3's own choice where it is absent */
export async function startUpload(
  request: KeyRequest & { readonly sha256?: string | undefined },
  { checksum }: { readonly checksum?: 'CRC32' } = {},
): Promise<Upload> {
  const { bucket, key, sha256 } = request;
  const { UploadId: id = '' } = await sendToS3(
    { ...request, verb: 'write', permission: 's3:PutObject' },
    (client, options) =>
      client.createMultipartUpload(
        {
          ...bucket.address,
          ...bucket.encryption,
          Key: objectKey(bucket, key),
          ...(checksum !== undefined && { ChecksumAlgorithm: checksum }),
          ...(sha256 !== undefined && { Metadata: { sha256 } }),
        },
        options,
      ),
  );
  return { id, present: new Map() };
}
