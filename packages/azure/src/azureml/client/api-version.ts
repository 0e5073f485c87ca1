/**
 * One version for each type of resource, for reading and for writing: an endpoint is written back in full, and what
 * another version had not shown would be lost. This module alone decides.
 */
const apiVersions = {
  workspaces: '2024-04-01',
  datastores: '2024-04-01',
  models: '2024-04-01',
  environments: '2024-04-01',
  onlineEndpoints: '2024-04-01',
} as const;

/** @param path inside the workspace: `onlineEndpoints/demo`; empty for the workspace itself */
export function apiVersionOf(path: string): string {
  const [type = ''] = path.split('/');
  if (path === '') return apiVersions.workspaces;
  if (type in apiVersions) return apiVersions[type as keyof typeof apiVersions];
  throw new RangeError(`No version is decided for ${type}.`);
}
