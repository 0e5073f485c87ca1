import type { TokenCredential } from '@azure/identity';
import { type AzureMlStandIn, madeUpToken } from '@torchrelay/stand-ins';

import { azureClouds } from '../../cloud/azure-clouds.ts';
import type { AzureMlSettings } from '../azureml-settings.ts';

/** Somebody whom everybody lets in. */
const testCredential: TokenCredential = {
  async getToken(scopes) {
    const [scope = ''] = [scopes].flat();
    const audience = scope.replace(/\/\.default$/, '');
    return { token: madeUpToken({ audience }), expiresOnTimestamp: Date.now() + 3_600_000 };
  },
};

/** Where a workspace of a stand-in is. Survives JSON. */
export type WorkspaceAddress = Pick<
  AzureMlStandIn,
  'subscription' | 'resourceGroup' | 'workspace' | 'storage' | 'url'
>;

export function workspaceSettings({
  subscription,
  resourceGroup,
  workspace,
  storage,
  url,
}: WorkspaceAddress): AzureMlSettings {
  const { retailPrices: _, ...cloud } = azureClouds.AzureCloud;
  return {
    subscription,
    resourceGroup,
    workspace,
    storage: { ...storage, timing: { retryInMs: 1, copyPollInMs: 5 } },
    credential: testCredential,
    cloud: { ...cloud, resourceManager: url, resourceManagerScope: `${url}/.default` },
    timing: { delayInMs: 1 },
  };
}
