export type Method = 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';

const verbs: Readonly<Record<Method, string>> = {
  GET: 'read',
  PUT: 'write',
  PATCH: 'write',
  POST: 'action',
  DELETE: 'delete',
};

const inWorkspace = 'Microsoft.MachineLearningServices/workspaces';

/**
 * The action that Azure asks for: types and names alternate in a path, and the action is named after the types.
 *
 * @param path inside the workspace: `onlineEndpoints/demo/deployments/d-1`; or of another provider, which is named:
 *   `Microsoft.Insights/autoscalesettings/demo`, `onlineEndpoints/demo/providers/Microsoft.Insights/metrics`
 */
export function permissionOf(method: Method, path: string): string {
  const own = path.split('/providers/').at(-1) ?? '';
  const [provider = '', ...parts] = (
    own.startsWith('Microsoft.') ? own : `${inWorkspace}/-/${own}`
  ).split('/');
  const types = parts.filter((part, index) => part !== '' && index % 2 === 0);
  return [provider, ...types, verbs[method]].join('/');
}
