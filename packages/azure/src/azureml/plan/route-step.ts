import type { JsonObject, Step } from '@torchrelay/core/target';

import { permissionOf } from '../client/permission-of.ts';
import type { NativeEndpoint, Shares } from '../native.ts';
import { nativeStep } from './native-step.ts';

/** Sets these shares of the traffic, and leaves all others. Watches the new release afterwards where that is asked for. */
export function route({
  name,
  endpoint,
  traffic,
  mirror = {},
  now = endpoint?.traffic ?? {},
  to,
  watch: watched,
}: {
  readonly name: string;
  readonly endpoint: NativeEndpoint | null;
  /** The shares before this step, as far as they are to be shown. */
  readonly now?: Shares;
  readonly traffic: Shares;
  readonly mirror?: Shares;
  /** What tells this step from the plan's others. */
  readonly to: string;
  readonly watch?: JsonObject;
}): Step {
  const isWatched = Number(watched?.['waitInMs'] ?? 0) > 0;
  const step = nativeStep({
    id: `route traffic ${name} to ${to}`,
    action: 'route',
    kind: 'traffic',
    target: name,
    inputs: { traffic, mirror, ...(isWatched && watched !== undefined && { watch: watched }) },
    changes: [
      ...Object.entries(traffic).map(([deployment, share]) => ({
        path: `traffic.${deployment}`,
        ...(now[deployment] !== undefined && { before: now[deployment] }),
        after: share,
      })),
      ...Object.entries(mirror).map(([deployment, after]) => ({
        path: `mirrored.${deployment}`,
        before: endpoint?.mirrorTraffic[deployment] ?? 0,
        after,
      })),
    ],
    methods: ['GET', 'PUT'],
  });
  return isWatched ? { ...step, permissions: [...step.permissions, readingMetrics] } : step;
}

const readingMetrics = permissionOf(
  'GET',
  'onlineEndpoints/-/providers/Microsoft.Insights/metrics',
);
