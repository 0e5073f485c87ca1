import { modelPath } from '@torchrelay/core/target-utils';
import type { Deployment, ServeSpec, Step } from '@torchrelay/core/target';

import type { ServiceSpec } from './host.ts';

/** One service for each name, which the host updates in place. Pure: what differs becomes steps. */
export function planService(
  want: ServeSpec | undefined,
  live: Deployment | undefined,
): readonly Step[] {
  if (want === undefined)
    return live === undefined ? [] : [serviceStep('delete', live.name, undefined)];
  const [resource] = live?.resources ?? [];
  const isWanted = resource?.digest === want.digest;
  if (isWanted && live?.state === 'ready') return [];
  // Begun by a process that was killed, or to be changed: the same request either way.
  const change = serviceStep(live === undefined ? 'create' : 'update', want.name, serviceOf(want));
  return [change, verifyStep(want)];
}

/** Labels are what makes it ours, and what is read back by whoever observes it. */
function serviceOf({
  digest,
  package: { prefix, ...reference },
  offer,
  instances,
}: ServeSpec): ServiceSpec {
  return {
    model: prefix + modelPath,
    replicas: instances,
    labels: { owner: 'torchrelay', digest, packageDigest: reference.digest, offerId: offer.id },
  };
}

function serviceStep(
  action: 'create' | 'update' | 'delete',
  name: string,
  service: ServiceSpec | undefined,
): Step {
  return {
    id: `${action} ${name}`,
    action,
    kind: 'service',
    target: name,
    after: [],
    inputs: service === undefined ? {} : { service: { ...service } },
    changes: [],
    permissions: [],
  };
}

/** The host has one service for a name, so nothing can be asked before the traffic reaches it. */
function verifyStep({ name, digest }: ServeSpec): Step {
  return {
    id: `verify ${name}`,
    action: 'verify',
    kind: 'service',
    target: name,
    after: [],
    inputs: { release: digest, beforeTraffic: false },
    changes: [],
    permissions: [],
  };
}
