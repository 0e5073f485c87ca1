import { TorchrelayError } from '@torchrelay/core';
import type { Call, CallWarning } from '@torchrelay/core/target';

import { azureCloud } from '../cloud/azure-clouds.ts';
import type { AzureMlSettings } from './azureml-settings.ts';
import { blobPlaceOf } from './blob-place-of.ts';
import type { MlClient } from './client/ml-client.ts';
import { networkWarnings } from './network-warnings.ts';
import type { Datastore, Workspace } from './schemas.ts';

/** Which workspace, where it is, and where it keeps its blobs. */
export interface AzurePlace {
  /** `subscription/group/workspace` */
  readonly scope: string;
  /** `eastus` */
  readonly location: string;
  readonly datastore: string;
  readonly accountUrl: string;
  readonly container: string;
  /** What will be in the way of a first deployment. */
  readonly warnings: readonly CallWarning[];
}

/** Asks once; a failure is asked again. */
export function placeFinder(
  settings: AzureMlSettings,
  client: MlClient,
): (call: Call) => Promise<AzurePlace> {
  const { subscription, resourceGroup, workspace } = settings;
  let known: AzurePlace | undefined;
  return async (call) => {
    if (known !== undefined) return known;
    const { body } = await client.send<Workspace>(
      { path: '', attempt: `Cannot look at the workspace ${workspace}` },
      call,
    );
    known = {
      scope: `${subscription}/${resourceGroup}/${workspace}`,
      location: body.location,
      warnings: networkWarnings(body),
      ...(await defaultDatastore(settings, client, call)),
    };
    return known;
  };
}

async function defaultDatastore(
  { workspace, storage, ...settings }: AzureMlSettings,
  client: MlClient,
  call: Call,
): Promise<Pick<AzurePlace, 'datastore' | 'accountUrl' | 'container'>> {
  const cloud = azureCloud(settings.cloud);
  const request = {
    path: 'datastores',
    query: { isDefault: 'true' },
    attempt: `Cannot look for the default datastore of ${workspace}`,
  };
  for await (const datastore of client.list<Datastore>(request, call)) {
    const place = blobPlaceOf(datastore, { cloud, storage });
    if (place === undefined) break;
    return { datastore: datastore.name, ...place };
  }
  throw new TorchrelayError({
    code: 'STORE_MISSING',
    message: `The workspace ${workspace} has no default datastore in Blob storage.`,
    hint: 'Make one the default: az ml datastore list, and the page "Data" of Azure Machine Learning studio.',
  });
}
