import type { ContainerClient, ContainerListBlobFlatSegmentResponse } from '@azure/storage-blob';
import type { ListedObject } from '@torchrelay/core/target';

import { isAbsence } from './blob-failure.ts';
import { type BlobRequest, sendBlobRequest } from './blob-request.ts';

interface Listing extends Omit<BlobRequest, 'verb'> {
  readonly client: ContainerClient;
  /** Of the store: what is cut off the names of blobs to make keys. */
  readonly storePrefix: string;
  readonly prefix: string;
}

/** Page by page, of up to 5000 each. A container that is not there has nothing in it. */
export async function* listBlobs(listing: Listing): AsyncIterable<ListedObject> {
  let continuationToken: string | undefined;
  do {
    const page = await readPage(listing, continuationToken);
    for (const { name, properties } of page?.segment.blobItems ?? []) {
      const { contentLength = 0, lastModified, etag } = properties;
      const key = name.slice(listing.storePrefix.length);
      yield { key, size: contentLength, modifiedAt: lastModified.getTime(), etag: quoted(etag) };
    }
    continuationToken = page?.continuationToken;
  } while (continuationToken !== undefined && continuationToken !== '');
}

/** Listings write it without the quotes that it has elsewhere. */
function quoted(etag: string): string {
  return etag.startsWith('"') ? etag : `"${etag}"`;
}

async function readPage(
  { client, storePrefix, prefix, ...request }: Listing,
  continuationToken: string | undefined,
): Promise<ContainerListBlobFlatSegmentResponse | undefined> {
  try {
    return await sendBlobRequest({ ...request, verb: 'list' }, async ({ abortSignal }) => {
      const blobs = client.listBlobsFlat({ prefix: storePrefix + prefix, abortSignal });
      const pages = blobs.byPage(continuationToken === undefined ? {} : { continuationToken });
      const page: IteratorResult<ContainerListBlobFlatSegmentResponse> = await pages.next();
      return page.value;
    });
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}
