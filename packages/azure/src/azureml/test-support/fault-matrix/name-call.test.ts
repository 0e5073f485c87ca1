import { expect, test } from 'vitest';

import { nameCall } from './name-call.ts';

const group = '/subscriptions/0000/resourceGroups/research/providers';
const workspace = `${group}/Microsoft.MachineLearningServices/workspaces/vision`;
const locations =
  '/subscriptions/0000/providers/Microsoft.MachineLearningServices/locations/eastus';
const blobs = '/devstoreaccount1/azureml-blobstore-1';
const release = 'd-0123456789ab-cdef01';

test.each([
  ['GET', workspace, 'arm:GET workspace'],
  ['GET', `${workspace}/datastores?isDefault=true`, 'arm:GET datastores'],
  ['PUT', `${workspace}/onlineEndpoints/chain-1`, 'arm:PUT onlineEndpoints/NAME'],
  [
    'DELETE',
    `${workspace}/onlineEndpoints/chain-1/deployments/${release}`,
    'arm:DELETE onlineEndpoints/NAME/deployments/RELEASE',
  ],
  [
    'PUT',
    `${workspace}/models/torchrelay-chain-1/versions/0123456789ab`,
    'arm:PUT models/torchrelay-NAME/versions/RELEASE',
  ],
  [
    'GET',
    `${workspace}/onlineEndpoints/chain-1/deployments?$skip=2`,
    'arm:GET onlineEndpoints/NAME/deployments page',
  ],
  ['GET', `${locations}/mfeOperationsStatus/oe:1`, 'arm:GET mfeOperationsStatus'],
  ['GET', `${locations}/vmSizes`, 'arm:GET vmSizes'],
  [
    'GET',
    `${group}/Microsoft.Insights/autoscalesettings`,
    'arm:GET Microsoft.Insights/autoscalesettings',
  ],
  ['GET', `${blobs}?restype=container`, 'blob:GET container'],
  ['PUT', `${blobs}/torchrelay/names/chain-1/lease.json`, 'blob:PUT names/NAME/lease.json'],
  [
    'PUT',
    `${blobs}/torchrelay/packages/${'0'.repeat(64)}/package.json`,
    'blob:PUT packages/DIGEST/package.json',
  ],
  ['GET', `${blobs}?restype=container&comp=list&prefix=torchrelay%2Fnames%2F`, 'blob:LIST names/'],
  ['POST', '/v2/models/model/infer', 'scoring:POST infer'],
])('%s %s is called what it does: %#', (method, url, name) => {
  expect(nameCall({ method, url, headers: {} }, 'chain-1')).toBe(name);
});
