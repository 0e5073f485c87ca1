import { TorchrelayError } from '@torchrelay/core';
import type { Call } from '@torchrelay/core/target';
import { type ByteSource, fromRanges } from '@torchrelay/torchscript';

import type { AwsSettings } from '../client/aws-settings.ts';
import { readObject } from '../store/read-object.ts';
import { openBucket } from '../store/s3-bucket.ts';
import { parseS3Uri } from './s3-uri.ts';

/** Who reads the object, and how far that may be aborted and told of. */
export type S3SourceSettings = AwsSettings & Call;

/**
 * A model in S3 for `inspect`, which reads the few parts of it that it needs. What is read is one version: once the
 * object is written anew, reading fails.
 *
 * @param uri `s3://bucket/path/model.pt`
 * @throws TorchrelayError `MODEL_FILE_NOT_FOUND`, `MODEL_ADDRESS_INVALID`, `ACCESS_DENIED`, `NO_CREDENTIALS`, …
 *
 * @example
 * const model = await inspect(await s3Source('s3://my-models/resnet50.pt'));
 */
export async function s3Source(
  uri: string,
  { abortSignal, onDetail, onWarning, ...settings }: S3SourceSettings = {},
): Promise<ByteSource> {
  const { bucket: name, key } = parseS3Uri(uri);
  const call: Call = { abortSignal, onDetail, onWarning };
  const bucket = await openBucket({ ...settings, bucket: name, prefix: '' }, call);
  const found = await readObject({ bucket, key, call });
  if (found !== undefined) return fromRanges(uri, found.source);
  throw new TorchrelayError({
    code: 'MODEL_FILE_NOT_FOUND',
    message: `There is no object ${key} in s3://${name}.`,
    hint: `Check its name: aws s3 ls s3://${name}/ shows those there are.`,
    data: { bucket: name, key },
  });
}
