import type { Deployment, ServeSpec, Step } from '@torchrelay/core/target';

import type { MemoryResource } from './memory-cloud.ts';
import { endpointId, partId, partProperties, rolloutInput, tagsFor } from './memory-names.ts';
import { planStep } from './plan-step.ts';

export type InPlaceNative = {
  readonly endpoint: MemoryResource | null;
  readonly configs: readonly MemoryResource[];
};

const kind = 'config';

/** Endpoints that point at one immutable configuration and are updated in place, as SageMaker has. Pure. */
export function planInPlace(
  want: ServeSpec | undefined,
  live: Deployment | undefined,
): readonly Step[] {
  const native = (live?.native ?? { endpoint: null, configs: [] }) as InPlaceNative;
  return want === undefined ? removal(native) : changes(want, native);
}

function removal({ endpoint, configs }: InPlaceNative): readonly Step[] {
  const parts = configs.map(({ id }) => planStep({ action: 'delete', target: id }));
  return endpoint === null
    ? parts
    : [planStep({ action: 'delete', target: endpoint.id }), ...parts];
}

function changes(want: ServeSpec, { endpoint, configs }: InPlaceNative): readonly Step[] {
  const wanted = partId(kind, want.name, want.digest);
  const others = configs.filter(({ id }) => id !== wanted);
  return [
    ...(configs.length > others.length ? [] : [createConfig(want)]),
    ...endpointSteps(want, endpoint),
    ...others.map(({ id }) => planStep({ action: 'delete', target: id })),
  ];
}

function createConfig(want: ServeSpec): Step {
  const inputs = { tags: tagsFor(want) };
  return planStep({ action: 'create', target: partId(kind, want.name, want.digest), inputs });
}

function endpointSteps(want: ServeSpec, endpoint: MemoryResource | null): readonly Step[] {
  const target = endpointId(want.name);
  const inputs = partProperties(want);
  const create = planStep({ action: 'create', target, inputs: { ...inputs, tags: tagsFor(want) } });
  const verify = planStep({
    action: 'verify',
    target,
    inputs: { release: want.digest, beforeTraffic: false },
  });
  if (endpoint === null) return [create, verify];
  // A first creation that failed, or is under way for something else, cannot be updated.
  const neverServed = endpoint.state === 'failed' || endpoint.state === 'creating';
  const isSame = endpoint.properties['digest'] === want.digest;
  if (neverServed && isSame && endpoint.state === 'creating') return [create, verify];
  if (neverServed) return [planStep({ action: 'delete', target }), create, verify];
  const isDone = isSame && endpoint.properties['instances'] === want.instances;
  if (isDone && endpoint.state === 'ready') return [];
  return [
    planStep({ action: 'update', target, inputs: { ...inputs, ...rolloutInput(want) } }),
    verify,
  ];
}
