import type { Deployment, JsonObject, ServeSpec, Step } from '@torchrelay/core/target';

import type { MemoryResource } from './memory-cloud.ts';
import { endpointId, partId, partProperties, tagsFor } from './memory-names.ts';
import { planStep } from './plan-step.ts';

/** What planning needs of what was observed. */
export type SideBySideNative = {
  readonly endpoint: MemoryResource | null;
  readonly deployments: readonly MemoryResource[];
};

const kind = 'deployment';

/** Endpoints with several deployments and a traffic rule between them, as Azure ML has. Pure. */
export function planSideBySide(
  want: ServeSpec | undefined,
  live: Deployment | undefined,
): readonly Step[] {
  const native = (live?.native ?? {
    endpoint: null,
    deployments: [],
  }) as SideBySideNative;
  return want === undefined ? removal(native) : changes(want, native);
}

function removal({ endpoint, deployments }: SideBySideNative): readonly Step[] {
  const parts = deployments.map(({ id }) => planStep({ action: 'delete', target: id }));
  return endpoint === null
    ? parts
    : [...parts, planStep({ action: 'delete', target: endpoint.id })];
}

function changes(want: ServeSpec, { endpoint, deployments }: SideBySideNative): readonly Step[] {
  const wanted = partId(kind, want.name, want.digest);
  const present = deployments.find(({ id }) => id === wanted);
  const others = deployments.filter(({ id }) => id !== wanted);
  const traffic = endpoint?.properties['traffic'] ?? null;
  const isRouted = traffic === wanted && (endpoint?.properties['share'] ?? null) === null;
  const deletions = others.map(({ id }) => planStep({ action: 'delete', target: id }));
  return [
    ...(endpoint?.state === 'ready' ? [] : [createEndpoint(want)]),
    ...(want.strategy === 'recreate' && !isRouted ? deletions : []),
    ...deployment(want, present),
    ...(isRouted ? [] : switchTraffic(want, wanted, traffic !== null && traffic !== wanted)),
    ...(want.strategy === 'recreate' && !isRouted ? [] : deletions),
  ];
}

function createEndpoint(want: ServeSpec): Step {
  return planStep({
    action: 'create',
    target: endpointId(want.name),
    inputs: { tags: tagsFor(want), traffic: null },
  });
}

function deployment(want: ServeSpec, present: MemoryResource | undefined): readonly Step[] {
  const target = partId(kind, want.name, want.digest);
  const inputs: JsonObject = partProperties(want);
  const create = planStep({ action: 'create', target, inputs: { ...inputs, tags: tagsFor(want) } });
  if (present === undefined || present.state === 'creating') return [create];
  if (present.state === 'failed') return [planStep({ action: 'delete', target }), create];
  const isScaled = present.properties['instances'] === want.instances;
  return isScaled && present.state === 'ready'
    ? []
    : [planStep({ action: 'update', target, inputs })];
}

/** The new one is asked directly, then gets the traffic, then the endpoint is asked. */
function switchTraffic(want: ServeSpec, wanted: string, hasOld: boolean): readonly Step[] {
  const { name, digest } = want;
  const endpoint = endpointId(name);
  return [
    planStep({
      action: 'verify',
      target: wanted,
      inputs: { release: digest, beforeTraffic: true },
    }),
    ...(hasOld ? shiftTraffic(want, wanted) : []),
    planStep({ action: 'route', target: endpoint, inputs: { traffic: wanted, share: null } }),
    planStep({
      action: 'verify',
      target: endpoint,
      inputs: { release: digest, beforeTraffic: false },
    }),
  ];
}

/** Parts of the traffic, each watched for a while, before all of it. */
function shiftTraffic({ name, rollout }: ServeSpec, wanted: string): readonly Step[] {
  const { shift, percent = 100, waitInMs = 0, alarms } = rollout ?? {};
  const isGradual = shift === 'canary' || shift === 'linear';
  const count = !isGradual ? 0 : shift === 'canary' ? 1 : Math.ceil(100 / percent) - 1;
  return Array.from({ length: count }, (_, index) => {
    const share = { to: wanted, percent: percent * (index + 1) };
    return planStep({
      action: 'route',
      target: endpointId(name),
      detail: `${share.percent} %`,
      inputs: { share, waitInMs, isWatched: alarms !== undefined },
    });
  });
}
