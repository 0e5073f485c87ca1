import type { ServeSpec, Step } from '@torchrelay/core/target';

import { deploymentNameOf } from '../names.ts';
import { type AzureMlNative, isBroken, type NativeEndpoint } from '../native.ts';
import { takeTraffic } from './move-traffic.ts';
import { nativeStep } from './native-step.ts';
import { apportioned, reachedOf, theirShares } from './traffic.ts';

/** What has to be done first about what a failed change has left, and what there is then. */
export interface Mended {
  readonly steps: readonly Step[];
  readonly native: AzureMlNative;
}

/** `undefined` where nothing has failed that would be in the way. */
export function mend(want: ServeSpec, native: AzureMlNative): Mended | undefined {
  const { name } = want;
  const { endpoint, deployments } = native;
  if (endpoint === null) return undefined;
  const wanted = deployments.filter((each) => each.name === deploymentNameOf(want));
  const reached = reachedOf(endpoint, wanted.filter(isBroken));
  // It will be made again under its name, and Azure deletes nothing that has traffic.
  if (reached.length > 0) {
    const ours = { ...native, deployments: reached };
    return { steps: takeTraffic(name, ours), native: withoutTraffic(native, endpoint, reached) };
  }
  const isToBeMade = wanted.every(({ state }) => state !== 'Succeeded');
  if (!isBroken(endpoint) || !isToBeMade) return undefined;
  const sound = { ...endpoint, state: 'Succeeded' };
  return { steps: [rewriteEndpoint(name, endpoint)], native: { ...native, endpoint: sound } };
}

function withoutTraffic(
  native: AzureMlNative,
  endpoint: NativeEndpoint,
  reached: AzureMlNative['deployments'],
): AzureMlNative {
  const names = new Set(reached.map(({ name }) => name));
  const copied = Object.entries(endpoint.mirrorTraffic).filter(([name]) => !names.has(name));
  return {
    ...native,
    endpoint: {
      ...endpoint,
      state: 'Succeeded',
      traffic: apportioned(theirShares(endpoint, reached), 100),
      mirrorTraffic: Object.fromEntries(copied),
    },
  };
}

/** Azure puts no deployment on an endpoint whose last change failed: writing it as it is makes it sound. */
function rewriteEndpoint(name: string, { state }: NativeEndpoint): Step {
  return nativeStep({
    id: `mend endpoint ${name}`,
    action: 'update',
    kind: 'endpoint',
    target: name,
    inputs: { properties: {}, tags: {} },
    changes: [{ path: 'state', before: state, after: 'Succeeded' }],
    methods: ['GET', 'PUT'],
  });
}
