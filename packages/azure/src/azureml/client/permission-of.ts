export type Method = 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';

const verbs: Readonly<Record<Method, string>> = {
  GET: 'read',
  PUT: 'write',
  PATCH: 'write',
  POST: 'action',
  DELETE: 'delete',
};

/**
 * The action that Azure asks for: types and names alternate in a path, and the action is named after the types.
 *
 * @param path inside the workspace: `onlineEndpoints/demo/deployments/d-1`
 */
export function permissionOf(method: Method, path: string): string {
  const types = path.split('/').filter((part, index) => part !== '' && index % 2 === 0);
  return ['Microsoft.MachineLearningServices', 'workspaces', ...types, verbs[method]].join('/');
}
