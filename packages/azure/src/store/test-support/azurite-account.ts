import { randomUUID } from 'node:crypto';

import {
  BlobServiceClient,
  type ContainerClient,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import {
  type Azurite,
  type FaultProxy,
  startAzurite,
  startFaultProxy,
} from '@torchrelay/stand-ins';

import type { AccountKey, BlobStoreSettings, BlobTiming } from '../blob-settings.ts';

/** An account of a real Azurite, behind a line that can be made bad. */
export interface AzuriteAccount extends AsyncDisposable {
  readonly proxy: FaultProxy;
  readonly credential: AccountKey;
  /** Of a new container of its own, behind the proxy. */
  newContainer(): Promise<AzuriteContainer>;
}

export interface AzuriteContainer {
  readonly settings: BlobStoreSettings;
  /** Asks Azurite itself, past the proxy. */
  readonly native: ContainerClient;
}

/** So short that a test waits for no repetition. */
const timing: BlobTiming = { retryInMs: 1, copyPollInMs: 10 };

export async function startAzuriteAccount(): Promise<AzuriteAccount> {
  const azurite = await startAzurite();
  const proxy = await startFaultProxy(azurite.accountUrl);
  const { accountName, accountKey } = azurite;
  const credential = { accountName, accountKey };
  const native = nativeService(azurite);
  return {
    proxy,
    credential,
    async newContainer() {
      const container = `c-${randomUUID()}`;
      await native.createContainer(container);
      return {
        settings: { accountUrl: proxy.url, container, credential, timing },
        native: native.getContainerClient(container),
      };
    },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await azurite[Symbol.asyncDispose]();
    },
  };
}

function nativeService({ accountUrl, accountName, accountKey }: Azurite): BlobServiceClient {
  return new BlobServiceClient(accountUrl, new StorageSharedKeyCredential(accountName, accountKey));
}
