import type { AzureCloud } from '../cloud/azure-clouds.ts';
import type { BlobAccount } from '../store/blob-settings.ts';
import type { Datastore } from './schemas.ts';

/** Where a datastore keeps its blobs; `undefined` for one that is not in Blob storage. */
export function blobPlaceOf(
  { properties }: Datastore,
  {
    cloud,
    storage,
  }: { readonly cloud: AzureCloud; readonly storage?: Partial<BlobAccount> | undefined },
): { readonly accountUrl: string; readonly container: string } | undefined {
  const { datastoreType, accountName, containerName, endpoint, protocol } = properties;
  if (datastoreType !== 'AzureBlob' || accountName === undefined) return undefined;
  if (containerName === undefined) return undefined;
  const host = `${accountName}.blob.${endpoint ?? cloud.storageSuffix}`;
  const accountUrl = storage?.accountUrl ?? `${protocol ?? 'https'}://${host}`;
  return { accountUrl, container: containerName };
}
