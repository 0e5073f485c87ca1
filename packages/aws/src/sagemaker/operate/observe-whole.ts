import type { Call, Deployment } from '@torchrelay/core/target';

import type { S3Store } from '../../store/s3-store.ts';
import type { Place } from '../observe/observe-serving.ts';
import { observeOperating, withOperating } from './observe-operating.ts';
import type { OperatingClients } from './operating-clients.ts';

/** What there is under a name with how it is scaled and when it ends, also where no more than that is left. */
export async function observeWhole({
  name,
  found,
  place,
  clients,
  store,
  call,
}: {
  readonly name: string;
  /** What there is of the endpoint and its parts. */
  readonly found: Promise<Deployment | undefined>;
  readonly place: Pick<Place, 'scope' | 'region'>;
  readonly clients: OperatingClients;
  readonly store: Pick<S3Store, 'location'>;
  readonly call: Call;
}): Promise<Deployment | undefined> {
  const [live, operating] = await Promise.all([found, observeOperating(name, clients, call)]);
  if (live !== undefined) return withOperating(live, operating);
  if (operating.scalable === null && operating.schedule === null) return undefined;
  const left: Deployment = {
    name,
    scope: place.scope,
    state: 'leftovers',
    resources: [],
    storeLocation: await store.location(call),
    address: { region: place.region },
    native: { endpoint: null, configs: [], models: [], alarms: [] },
  };
  return withOperating(left, operating);
}
