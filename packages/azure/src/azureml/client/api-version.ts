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
  jobs: '2024-04-01',
  computes: '2024-04-01',
  'Microsoft.Insights/autoscalesettings': '2022-10-01',
  'Microsoft.Insights/metrics': '2018-01-01',
} as const;

/** @param path as `MlRequest` has it: inside the workspace, or with a provider inside the resource group */
export function apiVersionOf(path: string): string {
  const type = resourceTypeOf(path);
  if (type in apiVersions) return apiVersions[type as keyof typeof apiVersions];
  throw new RangeError(`No version is decided for ${type}.`);
}

/** What another provider adds to a thing of Azure ML's stands behind the thing. */
function resourceTypeOf(path: string): string {
  const [type = '', second = ''] = (path.split('/providers/').at(-1) ?? '').split('/');
  if (type === '') return 'workspaces';
  return type.startsWith('Microsoft.') ? `${type}/${second}` : type;
}
