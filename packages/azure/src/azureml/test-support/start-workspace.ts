import type { TokenCredential } from '@azure/identity';
import {
  type AzureMlOptions,
  type AzureMlStandIn,
  madeUpToken,
  startAddingContainer,
  startAzureMl,
} from '@torchrelay/stand-ins';

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

export interface TestWorkspace extends AsyncDisposable {
  readonly azure: AzureMlStandIn;
  readonly settings: AzureMlSettings;
}

/** A workspace, and what is needed to reach it. */
export async function startWorkspace(
  options: Partial<AzureMlOptions> = {},
): Promise<TestWorkspace> {
  const azure = await startAzureMl({ start: startAddingContainer, ...options });
  return {
    azure,
    settings: settingsFor(azure),
    [Symbol.asyncDispose]: () => azure[Symbol.asyncDispose](),
  };
}

function settingsFor(azure: AzureMlStandIn): AzureMlSettings {
  const { subscription, resourceGroup, workspace, storage, url } = azure;
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
