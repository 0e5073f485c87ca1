import { TorchrelayError } from '@torchrelay/core';

export interface S3Address {
  readonly bucket: string;
  readonly key: string;
}

/**
 * @param uri `s3://bucket/path/model.pt`
 * @throws TorchrelayError `MODEL_ADDRESS_INVALID`
 */
export function parseS3Uri(uri: string): S3Address {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
  if (bucket !== '' && key !== '' && !key.endsWith('/')) return { bucket, key };
  throw new TorchrelayError({
    code: 'MODEL_ADDRESS_INVALID',
    message: `"${uri}" does not name an object in S3.`,
    hint: 'Write s3://BUCKET/PATH/model.pt',
    data: { uri },
  });
}
