import { TorchrelayError } from '@torchrelay/core';
import type { Deployment, ServeSpec, Step } from '@torchrelay/core/target';

import { deploymentNameOf, modelVersionOf } from '../names.ts';
import { type AzureMlNative, isBroken, type NativeDeployment } from '../native.ts';
import { createDeployment, createEndpoint, createEnvironment, createModel } from './make-parts.ts';
import { nativeStep } from './native-step.ts';
import { deleteDeployment, deleteEndpoint, deleteModel } from './remove-parts.ts';
import { isRouted, ourShare, servingOf } from './traffic.ts';

const nothing: AzureMlNative = { endpoint: null, deployments: [], models: [] };

/** From what there is under a name to what is wanted; `undefined` removes it. Pure. */
export function planServing(
  want: ServeSpec | undefined,
  live: Deployment | undefined,
): readonly Step[] {
  const native = (live?.native as AzureMlNative | undefined) ?? nothing;
  return want === undefined ? removal(live?.name ?? '', native) : changes(want, native);
}

/** Models last: a deployment that goes may still read one. */
function removal(name: string, { endpoint, deployments, models }: AzureMlNative): readonly Step[] {
  return [
    ...(endpoint === null ? [] : [deleteEndpoint(name, deployments)]),
    ...models.map((model) => deleteModel(name, model)),
  ];
}

function changes(want: ServeSpec, native: AzureMlNative): readonly Step[] {
  checkStrategy(want);
  if (mustBeginAgain(native)) {
    const { deployments, models } = native;
    return [deleteEndpoint(want.name, deployments), ...changes(want, { ...nothing, models })];
  }
  const parts = partsOf(want, native);
  const routed = isRouted(native.endpoint, native.deployments, parts.name);
  const isGap = want.strategy === 'recreate' && !routed;
  return [
    ...(native.endpoint === null || native.endpoint.state === 'Creating'
      ? [createEndpoint(want)]
      : []),
    ...deletionsOf(want, parts.broken),
    ...(isGap ? gap(want, native, parts.working) : []),
    ...deploymentSteps(want, native, parts.present),
    ...(routed ? [] : switchTraffic(want, native, parts.name)),
    ...(isGap ? [] : deletionsOf(want, parts.working)),
    ...native.models
      .filter(({ version }) => version !== modelVersionOf(want))
      .map((model) => deleteModel(want.name, model)),
  ];
}

/** An endpoint that never came to be, or that is going, cannot be changed. */
function mustBeginAgain({ endpoint, deployments }: AzureMlNative): boolean {
  if (endpoint === null) return false;
  if (endpoint.state === 'Deleting') return true;
  return isBroken(endpoint) && deployments.every(isBroken);
}

interface Parts {
  readonly name: string;
  readonly present: NativeDeployment | undefined;
  /** Other releases: those that failed hold quota, and serve nothing. */
  readonly broken: readonly NativeDeployment[];
  readonly working: readonly NativeDeployment[];
}

function partsOf(want: ServeSpec, { endpoint, deployments }: AzureMlNative): Parts {
  const name = deploymentNameOf(want);
  const others = deployments.filter((deployment) => deployment.name !== name);
  const serving = servingOf(endpoint, others);
  return {
    name,
    present: deployments.find((deployment) => deployment.name === name),
    broken: others.filter((other) => isBroken(other) && !serving.includes(other)),
    working: others.filter((other) => !isBroken(other) || serving.includes(other)),
  };
}

/** The old release goes first: Azure deletes no deployment that has traffic. */
function gap(
  want: ServeSpec,
  { endpoint, deployments }: AzureMlNative,
  working: readonly NativeDeployment[],
): readonly Step[] {
  const serving = servingOf(endpoint, deployments);
  return [
    ...(serving.length === 0 ? [] : [route({ want, to: null, share: 0, from: serving })]),
    ...deletionsOf(want, working),
  ];
}

function deploymentSteps(
  want: ServeSpec,
  { models }: AzureMlNative,
  present: NativeDeployment | undefined,
): readonly Step[] {
  if (present?.state === 'Succeeded') return scaled(want, present);
  if (present !== undefined && (present.state === 'Scaling' || present.state === 'Updating'))
    return [scale(want, present)];
  const isRegistered = models.some(({ version }) => version === modelVersionOf(want));
  return [
    ...(present === undefined || present.state === 'Creating'
      ? []
      : [deleteDeployment(want.name, present)]),
    createEnvironment(want),
    ...(isRegistered ? [] : [createModel(want)]),
    createDeployment(want),
  ];
}

function scaled(want: ServeSpec, present: NativeDeployment): readonly Step[] {
  return present.instances === want.instances ? [] : [scale(want, present)];
}

function scale({ name, instances }: ServeSpec, present: NativeDeployment): Step {
  return nativeStep({
    action: 'update',
    kind: 'deployment',
    target: present.name,
    inputs: { endpoint: name, instances },
    changes: [{ path: 'instances', before: present.instances, after: instances }],
    methods: ['GET', 'PATCH'],
  });
}

/** The new one is asked directly, then gets the traffic, then the endpoint is asked. */
function switchTraffic(
  want: ServeSpec,
  { endpoint, deployments }: AzureMlNative,
  name: string,
): readonly Step[] {
  const share = ourShare(endpoint, [...deployments, { name }]);
  if (share <= 0) throw trafficTaken(want);
  const from = servingOf(endpoint, deployments).filter((serving) => serving.name !== name);
  return [verify(want, true), route({ want, to: name, share, from }), verify(want, false)];
}

function route({
  want,
  to,
  share,
  from,
}: {
  readonly want: ServeSpec;
  readonly to: string | null;
  readonly share: number;
  readonly from: readonly NativeDeployment[];
}): Step {
  return nativeStep({
    id: `route traffic ${want.name} to ${to ?? 'nothing'}`,
    action: 'route',
    kind: 'traffic',
    target: want.name,
    inputs: { to, share, from: from.map(({ name }) => name) },
    changes: [
      ...from.map(({ name }) => ({ path: `traffic.${name}`, after: 0 })),
      ...(to === null ? [] : [{ path: `traffic.${to}`, after: share }]),
    ],
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

function deletionsOf({ name }: ServeSpec, deployments: readonly NativeDeployment[]): Step[] {
  return deployments.map((deployment) => deleteDeployment(name, deployment));
}

function checkStrategy({ strategy }: ServeSpec): void {
  if (strategy !== 'in-place') return;
  throw new TorchrelayError({
    code: 'STRATEGY_UNSUPPORTED',
    message: 'Azure Machine Learning cannot change a deployment to another release in place.',
    hint: 'Use side-by-side (twice the instances for a while), or recreate (a gap).',
  });
}

function trafficTaken({ name }: ServeSpec): TorchrelayError {
  return new TorchrelayError({
    code: 'TRAFFIC_TAKEN',
    message: `All traffic of the endpoint ${name} goes to deployments that torchrelay has not made.`,
    hint: `Leave it a share: az ml online-endpoint update --name ${name} --traffic "DEPLOYMENT=0"`,
    data: { name },
  });
}
