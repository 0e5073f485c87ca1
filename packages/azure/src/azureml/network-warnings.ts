import type { CallWarning } from '@torchrelay/core/target';

import type { Workspace } from './schemas.ts';

/** Where Triton's image is built from. */
const registry = 'nvcr.io';

/** What of a workspace's managed network will be in the way of a first deployment. _read_: Azure's pages on it. Pure. */
export function networkWarnings({ properties }: Workspace): readonly CallWarning[] {
  const {
    isolationMode = 'Disabled',
    status,
    outboundRules = {},
  } = properties?.managedNetwork ?? {};
  if (isolationMode === 'Disabled') return [];
  const isClosed = isolationMode === 'AllowOnlyApprovedOutbound';
  const isLetOut = Object.values(outboundRules ?? {}).some(
    (rule) => typeof rule.destination === 'string' && rule.destination.endsWith(registry),
  );
  return [
    ...(status?.status === 'Active' ? [] : [notMade]),
    ...(isClosed && !isLetOut ? [closed] : []),
  ];
}

const notMade: CallWarning = {
  code: 'network-not-made',
  message:
    'The workspace’s managed network is not there yet: the first deployment fails or waits for it. Make it before: az ml workspace provision-network',
};

const closed: CallWarning = {
  code: 'network-closed',
  message: `The workspace’s network lets out to approved places only, and ${registry}, from which the server’s image is built, is none: az ml workspace outbound-rule set --rule nvcr --type fqdn --destination ${registry}. Or bring an image in the workspace’s registry: --image`,
};
