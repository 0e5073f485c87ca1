import { TorchrelayError } from '@torchrelay/core';
import type { Deployment, ServeSpec, Step } from '@torchrelay/core/target';

import type { AzureMlSettings } from '../azureml-settings.ts';
import { deploymentNameOf, modelVersionOf } from '../names.ts';
import { type AzureMlNative, isBroken, type NativeDeployment, shareOf } from '../native.ts';
import { autoscale, deleteAutoscaling, endAutoscaling } from './autoscale.ts';
import { changeEndpoint, mustReplace, type WantedEndpoint } from './change-endpoint.ts';
import { createDeployment, createEndpoint, createEnvironment, createModel } from './make-parts.ts';
import { mend } from './mend.ts';
import { switchTraffic, takeTraffic } from './move-traffic.ts';
import { nativeStep } from './native-step.ts';
import { deleteDeployment, deleteEndpoint, deleteModel } from './remove-parts.ts';
import { isRouted, servingOf, theirShares } from './traffic.ts';

const nothing: AzureMlNative = {
  endpoint: null,
  deployments: [],
  others: [],
  models: [],
  autoscaling: [],
};

export type PlanSettings = WantedEndpoint & Pick<AzureMlSettings, 'keepPrevious'>;

/**
 * From what there is under a name to what is wanted; `undefined` removes it. Pure.
 *
 * @param settings what the target's settings say of the endpoint, and of the release before
 */
export function planServing(
  want: ServeSpec | undefined,
  live: Deployment | undefined,
  settings: PlanSettings = {},
): readonly Step[] {
  const native = nativeOf(live);
  return want === undefined
    ? removal(live?.name ?? '', native)
    : changes({ want, native, wanted: settings });
}

export function nativeOf(live: Deployment | undefined): AzureMlNative {
  return (live?.native as AzureMlNative | undefined) ?? nothing;
}

/** Models last: a deployment that goes may still read one. An endpoint goes with all on it, so not while others use it. */
function removal(name: string, native: AzureMlNative): readonly Step[] {
  const { endpoint, deployments, others, models, autoscaling } = native;
  const rules = rulesGone(name, autoscaling);
  const gone = models.map((model) => deleteModel(name, model));
  if (endpoint === null) return [...rules, ...gone];
  if (others.length === 0) return [...rules, deleteEndpoint(name, deployments), ...gone];
  return [
    ...rules,
    ...takeTraffic(name, native),
    ...deployments.map((deployment) => deleteDeployment(name, deployment)),
    ...gone,
  ];
}

/** First of all: a rule would go on changing what is being removed, and Azure leaves it behind. */
function rulesGone(endpoint: string, rules: AzureMlNative['autoscaling']): readonly Step[] {
  return rules.flatMap(({ deployment }) => deleteAutoscaling({ endpoint, deployment }, rules));
}

interface Changing {
  readonly want: ServeSpec;
  readonly native: AzureMlNative;
  readonly wanted: PlanSettings;
}

function changes({ want, native, wanted }: Changing): readonly Step[] {
  checkStrategy(want, native);
  if (mustBeginAgain(native) || mustReplace(want, wanted, native)) {
    const { deployments, models, autoscaling } = native;
    const again = { want, native: { ...nothing, models }, wanted };
    return [
      ...rulesGone(want.name, autoscaling),
      deleteEndpoint(want.name, deployments),
      ...changes(again),
    ];
  }
  const mended = mend(want, native);
  if (mended !== undefined) {
    return [...mended.steps, ...changes({ want, native: mended.native, wanted })];
  }
  const parts = partsOf(want, native);
  const routed = isRouted(native.endpoint, native.deployments, parts.name);
  const isGap = want.strategy === 'recreate' && !routed;
  const kept = isGap || wanted.keepPrevious !== true ? undefined : previousOf(native, parts);
  const ended = parts.working.filter((deployment) => deployment !== kept);
  const models = new Set(
    [want.digest, kept?.tags.spec ?? ''].map((digest) => modelVersionOf({ digest })),
  );
  return [
    ...endpointSteps({ want, native, wanted }),
    ...deletionsOf(want, parts.broken, native),
    ...(isGap
      ? [...takeTraffic(want.name, native), ...deletionsOf(want, parts.working, native)]
      : []),
    ...endAutoscaling(want, native.autoscaling),
    ...deploymentSteps(want, native, parts.present),
    ...(routed ? [] : switchTraffic(want, native, parts.name)),
    ...autoscale(want, native.autoscaling),
    ...(isGap ? [] : deletionsOf(want, ended, native)),
    ...native.models
      .filter(({ version }) => !models.has(version))
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

/** The release to go back to by moving the traffic: what serves until now, or did so last. */
function previousOf({ endpoint }: AzureMlNative, { working }: Parts): NativeDeployment | undefined {
  const shareIn = ({ name }: NativeDeployment): number =>
    endpoint === null ? 0 : shareOf(endpoint, name);
  const [first] = working.toSorted((a, b) => shareIn(b) - shareIn(a) || b.createdAt - a.createdAt);
  return first;
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

/** Each with the rule that scales it. */
function deletionsOf(
  { name }: ServeSpec,
  deployments: readonly NativeDeployment[],
  { autoscaling }: AzureMlNative,
): readonly Step[] {
  return deployments.flatMap((deployment) => [
    ...deleteAutoscaling({ endpoint: name, deployment: deployment.name }, autoscaling),
    deleteDeployment(name, deployment),
  ]);
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
