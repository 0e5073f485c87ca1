import { expect, test } from 'vitest';

import { datastoreUri } from './datastore-uri.ts';

const workspace = { subscription: 's', resourceGroup: 'g', workspace: 'w' };

test.each([
  [undefined, 'torchrelay/'],
  ['team', 'team/'],
  ['/team/', 'team/'],
  ['team/models', 'team/models/'],
  ['', ''],
])('with the prefix %j Azure looks where the store has written: paths/%s', (prefix, folder) => {
  const settings = { ...workspace, ...(prefix !== undefined && { prefix }) };
  expect(datastoreUri('packages/abc/', settings, { datastore: 'd' })).toBe(
    `azureml://subscriptions/s/resourcegroups/g/workspaces/w/datastores/d/paths/${folder}packages/abc/`,
  );
});
