import { randomUUID } from 'node:crypto';

import {
  BlobSASPermissions,
  BlobServiceClient,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';

import { type Azurite, startAzurite } from '../azurite.ts';

/** The storage account of a workspace: an Azurite with the container of its default datastore. */
export interface MlStorage extends AsyncDisposable {
  readonly azurite: Azurite;
  readonly container: string;
  /** The blobs below a prefix, by the rest of their names. */
  readonly read: (prefix: string) => Promise<ReadonlyMap<string, Uint8Array>>;
  readonly names: () => Promise<readonly string[]>;
  readonly write: (name: string, bytes: Uint8Array) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
  /** The file of a run, beside the datastore. */
  readonly writeLog: (path: string, bytes: Uint8Array) => Promise<void>;
  /** Lets in whoever has it. */
  readonly logAddress: (path: string) => string;
  /** What a build of an image has written, where the workspace keeps such logs. */
  readonly writeBuildLog: (path: string, text: string) => Promise<void>;
}

/** Where the logs of builds and of jobs are, of all workspaces of an account. */
const buildLogContainer = 'azureml';

/** @param shared an emulator that several workspaces have, and that stays when they go */
export async function startMlStorage(shared?: Azurite): Promise<MlStorage> {
  const azurite = shared ?? (await startAzurite());
  const container =
    shared === undefined ? 'azureml-blobstore' : `azureml-blobstore-${randomUUID()}`;
  const { accountUrl, accountName, accountKey } = azurite;
  const credential = new StorageSharedKeyCredential(accountName, accountKey);
  const account = new BlobServiceClient(accountUrl, credential);
  const client = account.getContainerClient(container);
  const logs = account.getContainerClient(buildLogContainer);
  await Promise.all([client.create(), logs.createIfNotExists()]);
  const names = (prefix: string): Promise<string[]> =>
    Array.fromAsync(client.listBlobsFlat({ prefix }), ({ name }) => name);
  return {
    azurite,
    container,
    async read(prefix) {
      const files = new Map<string, Uint8Array>();
      for (const name of await names(prefix)) {
        const bytes = await client.getBlobClient(name).downloadToBuffer();
        files.set(name.slice(prefix.length), new Uint8Array(bytes));
      }
      return files;
    },
    names: () => names(''),
    async write(name, bytes) {
      await client.getBlockBlobClient(name).uploadData(bytes);
    },
    async remove(name) {
      await client.getBlockBlobClient(name).deleteIfExists();
    },
    async writeLog(path, bytes) {
      await logs.getBlockBlobClient(path).uploadData(bytes);
    },
    logAddress(path) {
      const signature = generateBlobSASQueryParameters(
        {
          containerName: logs.containerName,
          blobName: path,
          permissions: BlobSASPermissions.parse('r'),
          expiresOn: new Date(Date.now() + 3_600_000),
        },
        credential,
      );
      return `${logs.getBlobClient(path).url}?${signature.toString()}`;
    },
    async writeBuildLog(path, text) {
      await logs.getBlockBlobClient(path).upload(text, Buffer.byteLength(text));
    },
    async [Symbol.asyncDispose]() {
      await (shared === undefined ? azurite[Symbol.asyncDispose]() : client.delete());
    },
  };
}
