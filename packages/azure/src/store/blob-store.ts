import type { BlobServiceClient, BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import type { Call, ObjectStore } from '@torchrelay/core/target';

import { goneSince, isAbsence } from './blob-failure.ts';
import { readHead } from './blob-head.ts';
import { blobName, normalPrefix } from './blob-name.ts';
import { placeOf } from './blob-place.ts';
import { type BlobRequest, sendBlobRequest } from './blob-request.ts';
import { connectToAccount } from './blob-service.ts';
import { type BlobStoreSettings, defaultTiming } from './blob-settings.ts';
import { copyBlob } from './copy-blob.ts';
import { listBlobs } from './list-blobs.ts';
import { blobRange } from './read-blob.ts';
import { uploadBlob } from './upload-blob.ts';

/** Copies without a byte passing here, which not every store can. */
export type BlobStore = ObjectStore & Required<Pick<ObjectStore, 'doCopy'>>;

/**
 * A container of Azure Blob Storage as an object store. It makes no container: the default datastore of a
 * workspace brings its own.
 */
export function blobStore(settings: BlobStoreSettings): BlobStore {
  const { accountUrl, container } = settings;
  const { silenceInMs, copyPollInMs } = { ...defaultTiming, ...settings.timing };
  const prefix = normalPrefix(settings.prefix ?? '');
  let service: Promise<BlobServiceClient> | undefined;

  async function containerClient(): Promise<ContainerClient> {
    service ??= connectToAccount(settings);
    return (await service).getContainerClient(container);
  }

  /** The blob of a key, and what every request about it says of itself. */
  async function blobOf(
    key: string,
    call: Call,
  ): Promise<Omit<BlobRequest, 'verb'> & { readonly client: BlockBlobClient }> {
    const blob = blobName(prefix, key);
    const client = (await containerClient()).getBlockBlobClient(blob);
    return { client, place: placeOf({ accountUrl, container, blob }), call, silenceInMs };
  }

  return {
    async doObserve(call) {
      const { account } = placeOf({ accountUrl, container });
      const location = `${new URL(accountUrl).protocol}//${account}/${container}/${prefix}`;
      const request = { place: placeOf({ accountUrl, container }), call, silenceInMs };
      return { location, exists: await isThere(await containerClient(), request) };
    },
    plan: () => [],
    doStep: () => Promise.reject(new Error('a workspace brings its container with it')),
    async doHead(key, call) {
      const { client, ...request } = await blobOf(key, call);
      return readHead(client, key, request);
    },
    async doRead(key, call) {
      const { client, ...request } = await blobOf(key, call);
      const head = await readHead(client, key, request);
      return head && { head, source: blobRange({ client, ...request }, head) };
    },
    async doWrite(key, source, options, call) {
      return uploadBlob({ ...(await blobOf(key, call)), key, source, options });
    },
    async doCopy(fromKey, toKey, call) {
      const { client: from } = await blobOf(fromKey, call);
      const { client: to, ...request } = await blobOf(toKey, call);
      return copyBlob({ from, to, toKey, pollInMs: copyPollInMs, ...request });
    },
    async *doList(keyPrefix, call) {
      const place = placeOf({ accountUrl, container, blob: prefix + keyPrefix });
      const client = await containerClient();
      yield* listBlobs({
        client,
        storePrefix: prefix,
        prefix: keyPrefix,
        place,
        call,
        silenceInMs,
      });
    },
    async doDelete(key, { ifMatch }, call) {
      const { client, ...request } = await blobOf(key, call);
      await remove(client, request, ifMatch);
    },
  };
}

async function isThere(
  client: ContainerClient,
  request: Omit<BlobRequest, 'verb'>,
): Promise<boolean> {
  return sendBlobRequest({ ...request, verb: 'read' }, ({ abortSignal }) =>
    client.exists({ abortSignal }),
  );
}

/** With its snapshots, which would keep it. */
async function remove(
  client: BlockBlobClient,
  request: Omit<BlobRequest, 'verb'>,
  ifMatch: string | undefined,
): Promise<void> {
  try {
    await sendBlobRequest({ ...request, verb: 'delete' }, ({ abortSignal }) =>
      client.delete({
        abortSignal,
        deleteSnapshots: 'include',
        ...(ifMatch !== undefined && { conditions: { ifMatch } }),
      }),
    );
  } catch (error) {
    if (!isAbsence(error)) throw error;
    if (ifMatch !== undefined) throw goneSince(error);
  }
}
