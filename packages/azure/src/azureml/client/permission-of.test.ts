import { expect, test } from 'vitest';

import { apiVersionOf } from './api-version.ts';
import { permissionOf } from './permission-of.ts';

const prefix = 'Microsoft.MachineLearningServices/workspaces';

test.each([
  ['GET', '', 'read'],
  ['GET', 'datastores', 'datastores/read'],
  ['PUT', 'onlineEndpoints/demo', 'onlineEndpoints/write'],
  ['PATCH', 'onlineEndpoints/demo/deployments/d-1', 'onlineEndpoints/deployments/write'],
  ['DELETE', 'models/demo/versions/1', 'models/versions/delete'],
  ['POST', 'onlineEndpoints/demo/listKeys', 'onlineEndpoints/listKeys/action'],
  [
    'POST',
    'onlineEndpoints/demo/deployments/d/getLogs',
    'onlineEndpoints/deployments/getLogs/action',
  ],
] as const)('%s %s needs %s', (method, path, action) => {
  expect(permissionOf(method, path)).toBe(`${prefix}/${action}`);
});

test('one version is decided for each type of resource, and for no other', () => {
  expect(apiVersionOf('')).toBe('2024-04-01');
  expect(apiVersionOf('onlineEndpoints/demo/deployments/d')).toBe('2024-04-01');
  expect(() => apiVersionOf('jobs/one')).toThrow('No version is decided for jobs');
});
