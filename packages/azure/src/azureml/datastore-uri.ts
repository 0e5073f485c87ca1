import type { AzurePlace } from './azure-place.ts';
import type { AzureMlSettings } from './azureml-settings.ts';
import { prefixOf } from './workspace-store.ts';

/** Where a key of our store is, as Azure ML itself writes paths in a datastore. */
export function datastoreUri(
  key: string,
  settings: AzureMlSettings,
  { datastore }: Pick<AzurePlace, 'datastore'>,
): string {
  const { subscription, resourceGroup, workspace } = settings;
  return `azureml://subscriptions/${subscription}/resourcegroups/${resourceGroup}/workspaces/${workspace}/datastores/${datastore}/paths/${prefixOf(settings)}${key}`;
}
