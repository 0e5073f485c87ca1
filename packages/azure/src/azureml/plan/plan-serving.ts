import { TorchrelayError } from '@torchrelay/core';
import type { Deployment, ServeSpec, Step } from '@torchrelay/core/target';

import { deploymentNameOf, modelVersionOf } from '../names.ts';
import { type AzureMlNative, isBroken, type NativeDeployment } from '../native.ts';
import { changeEndpoint, mustReplace, type WantedEndpoint } from './change-endpoint.ts';
import { createDeployment, createEndpoint, createEnvironment, createModel } from './make-parts.ts';
import { switchTraffic, takeTraffic } from './move-traffic.ts';
import { nativeStep } from './native-step.ts';
import { deleteDeployment, deleteEndpoint, deleteModel } from './remove-parts.ts';
import { isRouted, servingOf, theirShares } from './traffic.ts';

const nothing: AzureMlNative = { endpoint: null, deployments: [], others: [], models: [] };

/**
 * From what there is under a name to what is wanted; `undefined` removes it. Pure.
 *
 * @param endpoint what the target's settings say of the endpoint
 */
export function planServing(
  want: ServeSpec | undefined,
  live: Deployment | undefined,
  endpoint: WantedEndpoint = {},
): readonly Step[] {
  const native = nativeOf(live);
  return want === undefined
    ? removal(live?.name ?? '', native)
    : changes({ want, native, wanted: endpoint });
}

export function nativeOf(live: Deployment | undefined): AzureMlNative {
  return (live?.native as AzureMlNative | undefined) ?? nothing;
}

/** Models last: a deployment that goes may still read one. An endpoint goes with all on it, so not while others use it. */
function removal(name: string, native: AzureMlNative): readonly Step[] {
  const { endpoint, deployments, others, models } = native;
  const gone = models.map((model) => deleteModel(name, model));
  if (endpoint === null) return gone;
  if (others.length === 0) return [deleteEndpoint(name, deployments), ...gone];
  return [
    ...takeTraffic(name, native),
    ...deployments.map((deployment) => deleteDeployment(name, deployment)),
    ...gone,
  ];
}

interface Changing {
  readonly want: ServeSpec;
  readonly native: AzureMlNative;
  readonly wanted: WantedEndpoint;
}

function changes({ want, native, wanted }: Changing): readonly Step[] {
  checkStrategy(want, native);
  if (mustBeginAgain(native) || mustReplace(want, wanted, native)) {
    const { deployments, models } = native;
    const again = { want, native: { ...nothing, models }, wanted };
    return [deleteEndpoint(want.name, deployments), ...changes(again)];
  }
  const parts = partsOf(want, native);
  const routed = isRouted(native.endpoint, native.deployments, parts.name);
  const isGap = want.strategy === 'recreate' && !routed;
  return [
    ...endpointSteps({ want, native, wanted }),
    ...deletionsOf(want, parts.broken),
    ...(isGap ? [...takeTraffic(want.name, native), ...deletionsOf(want, parts.working)] : []),
    ...deploymentSteps(want, native, parts.present),
    ...(routed ? [] : switchTraffic(want, native, parts.name)),
    ...(isGap ? [] : deletionsOf(want, parts.working)),
    ...native.models
      .filter(({ version }) => version !== modelVersionOf(want))
      .map((model) => deleteModel(want.name, model)),
  ];
}

function endpointSteps({ want, native: { endpoint }, wanted }: Changing): readonly Step[] {
  if (endpoint === null || endpoint.state === 'Creating') return [createEndpoint(want)];
  return changeEndpoint(want, wanted, endpoint);
}

/** An endpoint that never came to be, or that is going, cannot be changed. */
function mustBeginAgain({ endpoint, deployments, others }: AzureMlNative): boolean {
  if (endpoint === null) return false;
  if (endpoint.state === 'Deleting') return true;
  return isBroken(endpoint) && deployments.every(isBroken) && others.length === 0;
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

function deletionsOf({ name }: ServeSpec, deployments: readonly NativeDeployment[]): Step[] {
  return deployments.map((deployment) => deleteDeployment(name, deployment));
}

function checkStrategy(
  { name, strategy }: ServeSpec,
  { endpoint, deployments }: AzureMlNative,
): void {
  if (strategy === 'in-place') {
    throw new TorchrelayError({
      code: 'STRATEGY_UNSUPPORTED',
      message: 'Azure Machine Learning cannot change a deployment to another release in place.',
      hint: 'Use side-by-side (twice the instances for a while), or recreate (a gap).',
    });
  }
  const theirs = Object.keys(theirShares(endpoint, deployments));
  if (strategy !== 'recreate' || theirs.length === 0) return;
  throw new TorchrelayError({
    code: 'STRATEGY_UNSUPPORTED',
    message: `The endpoint ${name} cannot be recreated: ${theirs.join(', ')}, which torchrelay has not made, would get all of its traffic meanwhile.`,
    hint: 'Use side-by-side (twice the instances for a while).',
    data: { name, deployments: theirs },
  });
}
