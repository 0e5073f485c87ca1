import { shortDigest } from '@torchrelay/core/target-utils';
import type { JsonObject, LiveResource, ServeSpec } from '@torchrelay/core/target';

import type { MemoryCloud, MemoryResource } from './memory-cloud.ts';
import { textOf } from './text-of.ts';

const owner = 'torchrelay';

export function endpointId(name: string): string {
  return `endpoint/${name}`;
}

/** Immutable things are named by what they are made of. */
export function partId(kind: string, name: string, specDigest: string): string {
  return `${kind}/${name}/${shortDigest(specDigest)}`;
}

export function tagsFor({ name, digest }: Pick<ServeSpec, 'name' | 'digest'>): JsonObject {
  return { owner, name, digest };
}

/** What an instance of a deployment runs with. */
export function partProperties({
  digest,
  package: reference,
  offer,
  instances,
}: ServeSpec): JsonObject {
  return {
    digest,
    packageDigest: reference.digest,
    prefix: reference.prefix,
    offerId: offer.id,
    instanceType: offer.instanceType,
    instances,
  };
}

/** How the traffic moves, where that was said. */
export function rolloutInput({ rollout }: Pick<ServeSpec, 'rollout'>): JsonObject {
  return rollout === undefined
    ? {}
    : { rollout: JSON.parse(JSON.stringify(rollout)) as JsonObject };
}

/** Everything of ours on the platform, by name. */
export function ours(cloud: MemoryCloud): ReadonlyMap<string, readonly MemoryResource[]> {
  const tagged = cloud.list().filter(({ tags }) => tags['owner'] === owner);
  return Map.groupBy(tagged, ({ tags }) => textOf(tags['name']));
}

export function asLive({ kind, id, state, tags }: MemoryResource): LiveResource {
  const digest = tags['digest'];
  return { kind, id, state, ...(typeof digest === 'string' && { digest }) };
}
