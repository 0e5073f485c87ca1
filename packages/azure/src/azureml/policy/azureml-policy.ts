import type { JsonObject, PolicyRequest } from '@torchrelay/core/target';

/** Actions on the content of blobs; all others are on resources. */
function isData(permission: string): boolean {
  return permission.includes('/containers/blobs/');
}

function deedsOf(permissions: readonly string[]): string {
  return permissions.some((permission) => permission.endsWith('/jobs/write'))
    ? 'Starts, follows and removes jobs'
    : 'Makes, changes and removes deployments';
}

/**
 * A role definition for `az role definition create`, with the actions of one deployment's or job's steps and no more. Azure
 * narrows roles down to resource groups, not to names inside a workspace. Pure.
 */
export function azuremlPolicy({ permissions, scope, name }: PolicyRequest): JsonObject {
  const [subscription = '', resourceGroup = '', workspace = ''] = scope.split('/');
  return {
    Name: `torchrelay ${name} in ${workspace}`,
    IsCustom: true,
    Description: `${deedsOf(permissions)} of torchrelay in the workspace ${workspace}. Assign it on the workspace and on its storage account.`,
    Actions: permissions.filter((permission) => !isData(permission)),
    NotActions: [],
    DataActions: permissions.filter(isData),
    NotDataActions: [],
    AssignableScopes: [`/subscriptions/${subscription}/resourceGroups/${resourceGroup}`],
  };
}
