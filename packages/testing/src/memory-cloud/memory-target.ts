import type {
  Deployment,
  DeploymentState,
  InvokeResponse,
  Json,
  JsonObject,
  Serving,
  Target,
} from '@torchrelay/core/target';

import { planInPlace } from './in-place.ts';
import type { MemoryCloud, MemoryResource } from './memory-cloud.ts';
import { answer } from './memory-engine.ts';
import { memoryMetrics } from './memory-metrics.ts';
import { asLive, endpointId, ours, partId } from './memory-names.ts';
import { memoryOffers } from './memory-offers.ts';
import { doMemoryStep } from './memory-steps.ts';
import { memoryStore } from './memory-store.ts';
import {
  autoscalingOf,
  operatingNative,
  type OperatingNative,
  withOperating,
} from './operating.ts';
import { planSideBySide } from './side-by-side.ts';
import { textOf } from './text-of.ts';

/** Which cloud, and which family of platforms it is like. */
export interface MemoryTargetSettings {
  readonly cloud: MemoryCloud;
  /** Which family of platforms it is like. @default 'side-by-side' */
  readonly style?: 'side-by-side' | 'in-place';
}

/** A target on a cloud in memory: slow, lagging, and honest about it. For tests of core and of users' own code. */
export function memoryTarget({ cloud, style = 'side-by-side' }: MemoryTargetSettings): Target {
  return {
    specificationVersion: 'v1',
    provider: 'memory',
    permissions: ['memory:read'],
    policy: ({ permissions, name }) => ({ allow: [...permissions], on: name }),
    doScope: async () => 'memory',
    store: memoryStore(cloud),
    serving: memoryServing(cloud, style),
  };
}

function memoryServing(cloud: MemoryCloud, style: 'side-by-side' | 'in-place'): Serving {
  const isSideBySide = style === 'side-by-side';
  const observed = (name: string, parts: readonly MemoryResource[]): Deployment =>
    deploymentOf(name, parts, isSideBySide);
  return {
    capabilities: {
      metadata: false,
      maxRequestBytes: 2 ** 20,
      maxRequestDurationInMs: 1000,
      strategies: isSideBySide ? ['side-by-side', 'recreate'] : ['in-place', 'recreate'],
      rollout: {
        shifts: ['all-at-once', 'canary', 'linear'],
        parts: ['percent'],
        alarms: ['named', 'serverErrorsPerMinute', 'latencyP99InMs'],
        mirrors: false,
      },
      verifies: isSideBySide ? 'before-traffic' : 'after-traffic',
      wire: 'open-inference',
      scales: true,
      autoscales: true,
      expires: true,
      endsWithProcess: false,
    },
    fingerprint: () => ({ style }),
    doOffers: async () => memoryOffers,
    async doObserve(name) {
      const parts = ours(cloud).get(name);
      return parts === undefined ? undefined : observed(name, parts);
    },
    async *doList() {
      for (const [name, parts] of ours(cloud)) yield observed(name, parts);
    },
    plan: withOperating(isSideBySide ? planSideBySide : planInPlace),
    peakInstances: (want, live) => {
      const now = live?.serving?.instances ?? 0;
      return want.strategy === 'side-by-side'
        ? now + want.instances
        : Math.max(now, want.instances);
    },
    doStep: async (step, call) => doMemoryStep(cloud, step, call),
    async doInvoke(request) {
      const serving = isSideBySide ? routed(cloud, request) : cloud.get(endpointId(request.name));
      const prefix = serving?.properties['prefix'];
      const answered =
        typeof prefix === 'string' ? await answer(cloud, prefix, request) : notServing;
      cloud.requests.push({ name: request.name, time: Date.now(), status: answered.status });
      return answered;
    },
    doMetrics: async (name, window) =>
      memoryMetrics(
        cloud.requests.filter((request) => request.name === name),
        window,
      ),
  };
}

function routed(
  cloud: MemoryCloud,
  { name, release }: { readonly name: string; readonly release?: string },
): MemoryResource | undefined {
  if (release !== undefined) return cloud.get(partId('deployment', name, release));
  const { traffic, share } = cloud.get(endpointId(name))?.properties ?? {};
  const to = sharedTo(share) ?? traffic;
  return typeof to === 'string' ? cloud.get(to) : undefined;
}

/** Whom a part of the traffic goes to, for the requests that it befalls. */
function sharedTo(share: Json | undefined): string | undefined {
  if (typeof share !== 'object' || share === null || Array.isArray(share)) return undefined;
  const { to, percent } = share as JsonObject;
  return Math.random() * 100 < Number(percent) ? textOf(to) : undefined;
}

const notServing: InvokeResponse = {
  status: 404,
  headers: { 'content-type': 'application/json' },
  body: new TextEncoder().encode('{"error":"no deployment has traffic"}'),
};

function deploymentOf(
  name: string,
  parts: readonly MemoryResource[],
  isSideBySide: boolean,
): Deployment {
  const endpoint = parts.find(({ kind }) => kind === 'endpoint');
  const { autoscaling, expiry } = operatingNative(parts);
  const others = parts.filter(
    (part) => part !== endpoint && part !== autoscaling && part !== expiry,
  );
  const traffic = endpoint?.properties['traffic'];
  const serving = isSideBySide ? others.find(({ id }) => id === traffic) : endpoint;
  const reason = parts.find((part) => part.reason !== undefined)?.reason;
  return {
    name,
    scope: 'memory',
    state: stateOf(endpoint, serving),
    ...(reason !== undefined && { detail: reason }),
    ...(serving !== undefined &&
      hasServed(serving) && { serving: servedBy(serving.properties, autoscaling) }),
    resources: parts.map(asLive),
    storeLocation: 'memory://objects',
    address: null,
    ...(expiry !== null && { expiresAt: Number(expiry.properties['expiresAt']) }),
    native: nativeOf({ endpoint, others, autoscaling, expiry, isSideBySide }),
  };
}

function nativeOf({
  endpoint,
  others,
  isSideBySide,
  ...operating
}: OperatingNative & {
  readonly endpoint: MemoryResource | undefined;
  readonly others: readonly MemoryResource[];
  readonly isSideBySide: boolean;
}): JsonObject {
  const parts = isSideBySide ? { deployments: others } : { configs: others };
  const native = { endpoint: endpoint ?? null, ...parts, ...operating };
  return JSON.parse(JSON.stringify(native)) as JsonObject;
}

function stateOf(
  endpoint: MemoryResource | undefined,
  serving: MemoryResource | undefined,
): DeploymentState {
  if (endpoint === undefined) return 'leftovers';
  if (endpoint.state !== 'ready') return endpoint.state;
  return serving === undefined ? 'creating' : serving.state;
}

function hasServed({ state }: MemoryResource): boolean {
  return state === 'ready' || state === 'updating';
}

function servedBy(
  { digest, packageDigest, offerId, instances }: JsonObject,
  autoscaling: MemoryResource | null,
): NonNullable<Deployment['serving']> {
  return {
    specDigest: textOf(digest),
    packageDigest: textOf(packageDigest),
    offerId: textOf(offerId),
    instances: Number(instances),
    ...(autoscaling !== null && { autoscaling: autoscalingOf(autoscaling.properties) }),
  };
}
