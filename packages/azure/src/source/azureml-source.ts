import type { TokenCredential } from '@azure/identity';
import { type RemoteFolder, TorchrelayError } from '@torchrelay/core';
import type { Call } from '@torchrelay/core/target';
import type { ByteSource } from '@torchrelay/torchscript';

import { blobPlaceOf } from '../azureml/blob-place-of.ts';
import { type MlClient, mlClient } from '../azureml/client/ml-client.ts';
import type { Datastore, ModelVersion } from '../azureml/schemas.ts';
import { signedInCredential } from '../client/signed-in-credential.ts';
import type { RetryTiming } from '../client/throttling.ts';
import { type AzureCloud, azureCloud } from '../cloud/azure-clouds.ts';
import type { BlobAccount } from '../store/blob-settings.ts';
import { type BlobStore, blobStore } from '../store/blob-store.ts';
import { type AzureMlAddress, parseAzureMlAddress } from './azureml-address.ts';
import { openBlob } from './blob-source.ts';
import { withoutQuery } from './blob-url.ts';

/** Who reads the workspace's models and its storage. */
export interface AzureMlSourceSettings extends Call {
  /** @default whoever is signed in: environment, managed identity, `az login`, and so on */
  readonly credential?: TokenCredential | undefined;
  /** The name of a cloud (`AzureUSGovernment`), or its endpoints. @default `AzureCloud` */
  readonly cloud?: string | AzureCloud | undefined;
  /** Where the datastore's account is really found, or who reads it, where that is not whoever is signed in. */
  readonly storage?: Partial<BlobAccount> | undefined;
  /** Of repeated requests, for tests. */
  readonly timing?: RetryTiming | undefined;
}

/**
 * A model that a workspace of Azure Machine Learning knows, for `inspect`: a path in a datastore, or a registered
 * version of a model. Only what is needed is read.
 *
 * @param address `azureml://subscriptions/S/resourcegroups/G/workspaces/W/datastores/D/paths/PATH`, or
 *   `…/workspaces/W/models/NAME/versions/VERSION`
 * @throws TorchrelayError `MODEL_ADDRESS_INVALID`, `MODEL_FILE_NOT_FOUND`, `AZURE_CLOUD_UNKNOWN`
 */
export async function azuremlSource(
  address: string,
  { credential, cloud, storage, timing, ...call }: AzureMlSourceSettings = {},
): Promise<ByteSource> {
  const settings = { credential, cloud, storage, timing };
  const { path, ...place } = await placeOf(address, settings, call);
  const blob = await fileIn({ ...place, path, address, call });
  const name = `${withoutQuery(place.accountUrl)}/${place.container}/${blob}`;
  return openBlob({ ...place, name, blob, call });
}

/**
 * A folder in a datastore of a workspace as data of a job that runs where it cannot be read: it is copied to the store
 * of the target, without a file in between. Nothing is asked before.
 *
 * @param address `azureml://subscriptions/S/resourcegroups/G/workspaces/W/datastores/D/paths/PATH/`
 * @throws TorchrelayError `MODEL_ADDRESS_INVALID`
 */
export function azuremlFolder(
  address: string,
  settings: Omit<AzureMlSourceSettings, keyof Call> = {},
): RemoteFolder {
  const { names } = parseAzureMlAddress(address);
  if (names.kind !== 'path') throw noFolder(address);
  let opened: Promise<BlobStore> | undefined;
  const open = (call: Call): Promise<BlobStore> => (opened ??= openStore(call));
  return {
    uri: address,
    prefix: names.path === '' ? '' : `${names.path.replace(/\/+$/, '')}/`,
    store: {
      async *doList(prefix, call) {
        yield* (await open(call)).doList(prefix, call);
      },
      doRead: async (key, call) => (await open(call)).doRead(key, call),
    },
  };

  async function openStore(call: Call): Promise<BlobStore> {
    const { path: _, ...place } = await placeOf(address, settings, call);
    return blobStore(place);
  }
}

type BlobPlace = Parameters<typeof blobStore>[0];

/** The container of the datastore, whoever reads it, and the path in it. */
async function placeOf(
  address: string,
  { credential, cloud, storage, timing }: Omit<AzureMlSourceSettings, keyof Call>,
  call: Call,
): Promise<BlobPlace & { readonly path: string }> {
  const parsed = parseAzureMlAddress(address);
  const endpoints = azureCloud(cloud);
  const whoever = credential ?? (await signedInCredential(endpoints.authorityHost));
  const client = mlClient({ ...parsed, cloud: endpoints, credential: async () => whoever, timing });
  const { datastore, path } = await pathOf(parsed, client, call);
  const found = await findDatastore(datastore, client, call);
  const place = blobPlaceOf(found, { cloud: endpoints, storage });
  if (place === undefined) throw notBlob(datastore, address);
  return { ...place, credential: storage?.credential ?? whoever, timing: storage?.timing, path };
}

/** A registered model is where it was registered from. */
async function pathOf(
  { names, workspace }: AzureMlAddress,
  client: MlClient,
  call: Call,
): Promise<{ readonly datastore: string; readonly path: string }> {
  if (names.kind === 'path') return names;
  const { model, version } = names;
  const attempt = `Cannot look at version ${version} of the model ${model}`;
  const path = `models/${encodeURIComponent(model)}/versions/${encodeURIComponent(version)}`;
  const found = await client.find<ModelVersion>({ path, attempt }, call);
  const { modelUri } = found?.properties ?? {};
  if (modelUri === undefined) throw notFound(`version ${version} of the model ${model}`, workspace);
  const target = parseAzureMlAddress(modelUri).names;
  if (target.kind === 'path') return target;
  throw notFound(`the file of version ${version} of the model ${model}`, workspace);
}

async function findDatastore(name: string, client: MlClient, call: Call): Promise<Datastore> {
  const attempt = `Cannot look at the datastore ${name}`;
  const path = `datastores/${encodeURIComponent(name)}`;
  const found = await client.find<Datastore>({ path, attempt }, call);
  if (found !== undefined) return found;
  throw notFound(`the datastore ${name}`, client.workspace);
}

const modelFile = /\.(?:pt|pth|pt2|ts|torchscript)$/i;

/** A registered model is often a folder, with the file in it. */
async function fileIn({
  path,
  address,
  call,
  ...account
}: Parameters<typeof blobStore>[0] & {
  readonly path: string;
  readonly address: string;
  readonly call: Call;
}): Promise<string> {
  if (modelFile.test(path)) return path;
  const folder = path === '' || path.endsWith('/') ? path : `${path}/`;
  const found: string[] = [];
  for await (const { key } of blobStore(account).doList(folder, call)) {
    if (modelFile.test(key)) found.push(key);
  }
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return only;
  throw new TorchrelayError({
    code: 'MODEL_FILE_NOT_FOUND',
    message:
      only === undefined
        ? `There is no model file at ${address}.`
        : `There are ${found.length} model files at ${address}: ${found.slice(0, 5).join(', ')}.`,
    hint: 'Write the path of one file: azureml://…/datastores/D/paths/PATH/model.pt',
  });
}

function notFound(what: string, workspace: string): TorchrelayError {
  return new TorchrelayError({
    code: 'MODEL_FILE_NOT_FOUND',
    message: `There is no ${what.replace(/^the /, '')} in the workspace ${workspace}.`,
    hint: 'Look what there is: az ml model list, az ml datastore list',
  });
}

function noFolder(address: string): TorchrelayError {
  return new TorchrelayError({
    code: 'MODEL_ADDRESS_INVALID',
    message: `${address} is no folder in a datastore.`,
    hint: 'Write azureml://subscriptions/S/resourcegroups/G/workspaces/W/datastores/D/paths/PATH/',
  });
}

function notBlob(datastore: string, address: string): TorchrelayError {
  return new TorchrelayError({
    code: 'MODEL_ADDRESS_INVALID',
    message: `The datastore ${datastore} of ${address} is not in Blob storage.`,
    hint: 'Only datastores in Blob storage can be read. Download the file first.',
  });
}
