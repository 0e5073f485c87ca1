import type { AzureCloud } from '../../cloud/azure-clouds.ts';
import type { Reading } from './read-failure.ts';

/** Where Azure ML is asked for what it has. */
export interface MlPlace {
  readonly cloud: AzureCloud;
  readonly subscriptionId: string;
  /** As addresses have it: `eastus`. */
  readonly region: string;
}

/** One version for all that is read here: the one that our tests hold against Microsoft's specification. */
const apiVersion = '2024-04-01';

const lists = {
  vmSizes: 'the sizes of Azure Machine Learning',
  usages: 'the quota of Azure Machine Learning',
} as const;

/** Where Azure Machine Learning keeps a list of a region, and what reading it takes. */
export function mlLocation(
  { cloud, subscriptionId, region }: MlPlace,
  list: keyof typeof lists,
): { readonly url: string; readonly reading: Reading } {
  const provider = 'Microsoft.MachineLearningServices';
  const path = `/subscriptions/${encodeURIComponent(subscriptionId)}/providers/${provider}/locations/${encodeURIComponent(region)}/${list}`;
  return {
    url: `${new URL(path, cloud.resourceManager).href}?api-version=${apiVersion}`,
    reading: {
      what: `${lists[list]} in ${region}`,
      permission: `${provider}/locations/${list}/read`,
    },
  };
}
