import { madeUpToken } from '../made-up-token.ts';
import type { AzureMlStandIn } from './azure-ml.ts';

/** Where a workspace of the stand-in is. Survives JSON. */
export type WorkspaceAddress = Pick<
  AzureMlStandIn,
  'subscription' | 'resourceGroup' | 'workspace' | 'storage' | 'url'
>;

/** What `azureml()` takes to reach that workspace, as somebody whom everybody lets in. */
export interface WorkspaceSettings extends Omit<WorkspaceAddress, 'url'> {
  readonly cloud: {
    readonly name: string;
    readonly authorityHost: string;
    readonly resourceManager: string;
    readonly resourceManagerScope: string;
    readonly storageSuffix: string;
  };
  readonly credential: {
    readonly getToken: (
      scopes: string | string[],
    ) => Promise<{ readonly token: string; readonly expiresOnTimestamp: number }>;
  };
}

export function workspaceSettings({ url, ...place }: WorkspaceAddress): WorkspaceSettings {
  const { subscription, resourceGroup, workspace, storage } = place;
  return {
    subscription,
    resourceGroup,
    workspace,
    storage,
    cloud: {
      name: 'AzureCloud',
      authorityHost: 'https://login.microsoftonline.com',
      resourceManager: url,
      resourceManagerScope: `${url}/.default`,
      storageSuffix: 'core.windows.net',
    },
    credential: {
      async getToken(scopes) {
        const [scope = ''] = [scopes].flat();
        const audience = scope.replace(/\/\.default$/, '');
        return { token: madeUpToken({ audience }), expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    },
  };
}
