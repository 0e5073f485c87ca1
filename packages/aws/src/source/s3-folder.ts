import { type RemoteFolder, TorchrelayError } from '@torchrelay/core';

import type { AwsSettings } from '../client/aws-settings.ts';
import { s3Store } from '../store/s3-store.ts';

/**
 * A folder in S3 as data of a job that runs where it cannot be read: it is copied to the store of the target, without a
 * file in between. Nothing is asked before.
 *
 * @param uri `s3://bucket/images/`, or all of a bucket
 * @throws TorchrelayError `JOB_DATA_INVALID`
 *
 * @example
 * const images = s3Folder('s3://my-data/images/');
 * const target = azureml({ subscription, resourceGroup, workspace });
 * await train({ name: 'digits', source: './train', entry: 'train.py', data: { images } }, target);
 */
export function s3Folder(uri: string, settings: AwsSettings = {}): RemoteFolder {
  const [, bucket, path = ''] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(uri) ?? [];
  if (bucket === undefined) {
    throw new TorchrelayError({
      code: 'JOB_DATA_INVALID',
      message: `"${uri}" names no folder in S3.`,
      hint: 'Write s3://BUCKET/PATH/',
      data: { uri },
    });
  }
  const prefix = path === '' ? '' : `${path.replace(/\/+$/, '')}/`;
  return { uri, store: s3Store({ ...settings, bucket, prefix: '' }), prefix };
}
