import { expect, test } from 'vitest';

import { networkWarnings } from './network-warnings.ts';
import type { Workspace } from './schemas.ts';

type Network = NonNullable<NonNullable<Workspace['properties']>['managedNetwork']>;

const codes = (managedNetwork: Network | undefined): readonly string[] =>
  networkWarnings({
    location: 'eastus',
    ...(managedNetwork && { properties: { managedNetwork } }),
  }).map(({ code }) => code);

const active = { status: { status: 'Active' } } as const;

test.each([
  ['without a managed network', undefined, []],
  ['with a network that is off', { isolationMode: 'Disabled' }, []],
  ['that lets everything out', { isolationMode: 'AllowInternetOutbound', ...active }, []],
  ['whose network is not made', { isolationMode: 'AllowInternetOutbound' }, ['network-not-made']],
  [
    'that lets nothing out',
    { isolationMode: 'AllowOnlyApprovedOutbound', ...active },
    ['network-closed'],
  ],
  [
    'that lets out to the registry',
    {
      isolationMode: 'AllowOnlyApprovedOutbound',
      ...active,
      outboundRules: { nvcr: { type: 'FQDN', destination: 'nvcr.io' } },
    },
    [],
  ],
  [
    'that lets out to a storage account',
    {
      isolationMode: 'AllowOnlyApprovedOutbound',
      ...active,
      outboundRules: {
        blob: { type: 'PrivateEndpoint', destination: { subresourceTarget: 'blob' } },
      },
    },
    ['network-closed'],
  ],
] as const)('of a workspace %s is warned: %j', (_, network, expected) => {
  expect(codes(network)).toEqual(expected);
});
