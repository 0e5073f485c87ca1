import type { RemoteFolder } from '@torchrelay/core';

import type { BlobAccount } from '../store/blob-settings.ts';
import { blobStore } from '../store/blob-store.ts';
import { parseBlobFolder, withoutQuery } from './blob-url.ts';

/** Who reads the folder's blobs. */
export type BlobFolderSettings = Omit<BlobAccount, 'accountUrl'>;

/**
 * A folder in Azure Blob Storage as data of a job that runs where it cannot be read: it is copied to the store of the
 * target, without a file in between. Nothing is asked before.
 *
 * @param url `https://account.blob.core.windows.net/container/images/`, with or without a signature
 * @throws TorchrelayError `BLOB_URL_INVALID`
 *
 * @example
 * const images = blobFolder('https://account.blob.core.windows.net/research/images/');
 * await train({ name: 'digits', source: './train', entry: 'train.py', data: { images } }, sagemaker());
 */
export function blobFolder(url: string, settings: BlobFolderSettings = {}): RemoteFolder {
  const { accountUrl, container, blob: prefix } = parseBlobFolder(url);
  return {
    uri: withoutQuery(url),
    store: blobStore({ ...settings, accountUrl, container, prefix: '' }),
    prefix,
  };
}
