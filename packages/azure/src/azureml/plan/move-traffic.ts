import { TorchrelayError } from '@torchrelay/core';
import type { ServeSpec, Step } from '@torchrelay/core/target';

import type { AzureMlNative, NativeEndpoint, Shares } from '../native.ts';
import { shareOf } from '../native.ts';
import { nativeStep } from './native-step.ts';
import { ourShare, reachedOf, servingOf, stretched, theirShares } from './traffic.ts';

/** The new one is asked directly, then gets the traffic, then the endpoint is asked. */
export function switchTraffic(
  want: ServeSpec,
  { endpoint, deployments }: AzureMlNative,
  name: string,
): readonly Step[] {
  const share = ourShare(endpoint, [...deployments, { name }]);
  if (share <= 0) throw trafficTaken(want);
  const from = servingOf(endpoint, deployments).filter((serving) => serving.name !== name);
  const traffic = { ...nothingFor(from), [name]: share };
  return [
    verify(want, true),
    route({ name: want.name, endpoint, traffic, to: name }),
    verify(want, false),
  ];
}

/** Takes the traffic away from all of ours: Azure deletes no deployment that has some. Others keep theirs, and get ours. */
export function takeTraffic(
  name: string,
  { endpoint, deployments }: AzureMlNative,
): readonly Step[] {
  const reached = reachedOf(endpoint, deployments);
  if (reached.length === 0) return [];
  const traffic = { ...nothingFor(reached), ...stretched(theirShares(endpoint, deployments)) };
  return [route({ name, endpoint, traffic, to: 'nothing' })];
}

function nothingFor(deployments: readonly { readonly name: string }[]): Shares {
  return Object.fromEntries(deployments.map(({ name }) => [name, 0]));
}

function route({
  name,
  endpoint,
  traffic,
  mirror = {},
  to,
}: {
  readonly name: string;
  readonly endpoint: NativeEndpoint | null;
  readonly traffic: Shares;
  readonly mirror?: Shares;
  /** What tells this step from the plan's others. */
  readonly to: string;
}): Step {
  return nativeStep({
    id: `route traffic ${name} to ${to}`,
    action: 'route',
    kind: 'traffic',
    target: name,
    inputs: { traffic, mirror },
    changes: Object.entries(traffic).map(([deployment, share]) => ({
      path: `traffic.${deployment}`,
      ...(endpoint !== null &&
        deployment in endpoint.traffic && { before: shareOf(endpoint, deployment) }),
      after: share,
    })),
    methods: ['GET', 'PUT'],
  });
}

function verify({ name, digest }: ServeSpec, beforeTraffic: boolean): Step {
  const step = nativeStep({
    action: 'verify',
    kind: beforeTraffic ? 'deployment' : 'endpoint',
    target: name,
    inputs: { release: digest, beforeTraffic },
    methods: [],
  });
  return { ...step, permissions: invoking };
}

const invoking: readonly string[] = [
  'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/listKeys/action',
  'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action',
  'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/token/action',
];

function trafficTaken({ name }: ServeSpec): TorchrelayError {
  return new TorchrelayError({
    code: 'TRAFFIC_TAKEN',
    message: `All traffic of the endpoint ${name} goes to deployments that torchrelay has not made.`,
    hint: `Leave it a share: az ml online-endpoint update --name ${name} --traffic "DEPLOYMENT=0"`,
    data: { name },
  });
}
