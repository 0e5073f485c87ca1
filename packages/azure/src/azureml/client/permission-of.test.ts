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

test.each([
  ['PUT', 'Microsoft.Insights/autoscalesettings/demo', 'autoscalesettings/write'],
  ['GET', 'Microsoft.Insights/autoscalesettings', 'autoscalesettings/read'],
  ['GET', 'onlineEndpoints/demo/providers/Microsoft.Insights/metrics', 'metrics/read'],
] as const)('%s %s needs %s of Azure Monitor', (method, path, action) => {
  expect(permissionOf(method, path)).toBe(`Microsoft.Insights/${action}`);
});

test('one version is decided for each type of resource, and for no other', () => {
  expect(apiVersionOf('')).toBe('2024-04-01');
  expect(apiVersionOf('onlineEndpoints/demo/deployments/d')).toBe('2024-04-01');
  expect(apiVersionOf('onlineEndpoints/demo/providers/Microsoft.Insights/metrics')).toBe(
    '2018-01-01',
  );
  expect(apiVersionOf('Microsoft.Insights/autoscalesettings/demo')).toBe('2022-10-01');
  expect(apiVersionOf('jobs/one')).toBe('2024-04-01');
  expect(() => apiVersionOf('schedules/one')).toThrow('No version is decided for schedules');
});
