import { TorchrelayError } from '@torchrelay/core';
import type { Call } from '@torchrelay/core/target';
import { type ByteSource, fromRanges } from '@torchrelay/torchscript';

import { readHead } from '../store/blob-head.ts';
import { describeContainer, placeOf } from '../store/blob-place.ts';
import { connectToAccount } from '../store/blob-service.ts';
import { type BlobAccount, defaultTiming } from '../store/blob-settings.ts';
import { blobRange } from '../store/read-blob.ts';
import { parseBlobUrl, withoutQuery } from './blob-url.ts';

/** Who reads the blob, and how far that may be aborted and told of. */
export type BlobSourceSettings = Omit<BlobAccount, 'accountUrl'> & Call;

/**
 * A model in Azure Blob Storage for `inspect`, which reads the few parts of it that it needs. What is read is
 * one version: once the blob is written anew, reading fails.
 *
 * @param url `https://account.blob.core.windows.net/container/model.pt`, with or without a signature
 * @throws TorchrelayError `BLOB_URL_INVALID`, `MODEL_FILE_NOT_FOUND`
 *
 * @example
 * const model = await inspect(await blobSource('https://account.blob.core.windows.net/models/resnet50.pt'));
 */
export async function blobSource(
  url: string,
  { credential, timing, ...call }: BlobSourceSettings = {},
): Promise<ByteSource> {
  return openBlob({ ...parseBlobUrl(url), name: withoutQuery(url), credential, timing, call });
}

/** @param name for messages: without a signature */
export async function openBlob({
  name,
  accountUrl,
  container,
  blob,
  credential,
  timing,
  call,
}: BlobAccount & {
  readonly name: string;
  readonly container: string;
  readonly blob: string;
  readonly call: Call;
}): Promise<ByteSource> {
  const service = await connectToAccount({ accountUrl, credential, timing });
  const client = service.getContainerClient(container).getBlobClient(blob);
  const { silenceInMs } = { ...defaultTiming, ...timing };
  const place = placeOf({ accountUrl, container, blob });
  const head = await readHead(client, blob, { place, call, silenceInMs });
  if (head !== undefined) {
    return fromRanges(name, blobRange({ client, place, silenceInMs }, head));
  }
  throw new TorchrelayError({
    code: 'MODEL_FILE_NOT_FOUND',
    message: `There is no blob ${blob} in ${describeContainer(place)}.`,
    hint: 'Check its name: az storage blob list --auth-mode login shows those there are.',
    data: { ...place },
  });
}
