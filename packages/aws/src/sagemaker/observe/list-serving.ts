import type { Call, Deployment } from '@torchrelay/core/target';

import { ifOurs } from './if-ours.ts';
import { listParts } from './list-parts.ts';
import { observeServing, type Place } from './observe-serving.ts';

/** Everything of ours in the region, half-made things included: each has a model or a configuration. */
export async function* listServing(place: Place, call: Call): AsyncIterable<Deployment> {
  const { clients } = place;
  const configs = await listParts({ kind: 'configs', clients, call });
  const models = await listParts({ kind: 'models', clients, call });
  const names = new Set([...configs, ...models].map(({ tags }) => tags.name));
  for (const name of [...names].toSorted()) {
    const found = await ifOurs(observeServing(name, place, call));
    if (found !== undefined) yield found;
  }
}
