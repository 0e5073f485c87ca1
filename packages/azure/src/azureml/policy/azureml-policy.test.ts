import { expect, test } from 'vitest';

import { azuremlPolicy } from './azureml-policy.ts';

test('a role has the actions of the steps, with those on data apart, and its place', () => {
  const blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read';
  const endpoints = 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/write';
  const role = azuremlPolicy({
    permissions: [endpoints, blobs],
    scope: 'sub-1/research/vision',
    name: 'demo',
    storeLocation: 'https://a.blob.core.windows.net/c/torchrelay/',
  });
  expect(role).toMatchObject({
    Name: 'torchrelay demo in vision',
    IsCustom: true,
    Actions: [endpoints],
    DataActions: [blobs],
    AssignableScopes: ['/subscriptions/sub-1/resourceGroups/research'],
  });
});

test('of a job it says that it is one', () => {
  const role = azuremlPolicy({
    permissions: ['Microsoft.MachineLearningServices/workspaces/jobs/write'],
    scope: 'sub-1/research/vision',
    name: 'demo',
    storeLocation: 'https://a.blob.core.windows.net/c/torchrelay/',
  });
  expect(role['Description']).toMatch(/^Starts, follows and removes jobs of torchrelay/);
});
