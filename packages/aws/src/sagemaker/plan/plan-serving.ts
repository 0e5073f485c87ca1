import { TorchrelayError } from '@torchrelay/core';
import type { Deployment, JsonObject, ServeSpec, Step } from '@torchrelay/core/target';

import { modelNameOf } from '../names.ts';
import { type NativeEndpoint, neverServed, type SagemakerNative } from '../native.ts';
import type { SagemakerMode } from '../sagemaker-settings.ts';
import { createAlarms, deleteAlarms } from './alarm-steps.ts';
import { configFor } from './config-for.ts';
import { deleteEndpoint, deleteParts, deleteRequests } from './delete-steps.ts';
import { createConfig, createModel, specTags } from './make-parts.ts';
import { nativeStep } from './native-step.ts';
import {
  alarmNames,
  checkRollout,
  describeRollout,
  limitInSeconds,
  type OwnAlarm,
  ownAlarms,
  waitsInSeconds,
} from './rollout.ts';

const nothing: SagemakerNative = { endpoint: null, configs: [], models: [], alarms: [] };

/** From what there is under a name to what is wanted; `undefined` removes it. Pure. */
export function planServing(
  want: ServeSpec | undefined,
  live: Deployment | undefined,
  mode: SagemakerMode = 'real-time',
): readonly Step[] {
  const native = (live?.native as SagemakerNative | undefined) ?? nothing;
  if (want === undefined) return removal(live?.name ?? '', native);
  const steps = changes(want, native, mode);
  return mode === 'async' ? steps.map(askedThroughS3) : steps;
}

/** The endpoint first: what it uses may not go before it. */
function removal(name: string, native: SagemakerNative): readonly Step[] {
  const { endpoint, configs, models } = native;
  return [
    ...staleAlarms(name, native),
    ...(endpoint === null ? [] : [deleteEndpoint(name)]),
    ...deleteRequests(name, native),
    ...deleteParts(configs, models),
  ];
}

/** While there is an endpoint: its tag is all that tells of them. */
function staleAlarms(name: string, { endpoint, alarms }: SagemakerNative): readonly Step[] {
  if (endpoint === null) return [];
  return deleteAlarms({ name, kinds: alarms, endpointArn: endpoint.arn });
}

function changes(want: ServeSpec, native: SagemakerNative, mode: SagemakerMode): readonly Step[] {
  const { endpoint, configs, models } = native;
  checkMode(want, native, mode);
  checkStrategy(want, endpoint);
  checkRollout(want);
  const [model, config] = [modelNameOf(want), configFor(want, native)];
  return [
    ...(models.some(({ name }) => name === model) ? [] : [createModel(want)]),
    ...(configs.some(({ name }) => name === config) ? [] : [createConfig(want)]),
    ...endpointSteps(want, config, native),
    ...(mode === 'async' ? [] : deleteRequests(want.name, native)),
    ...deleteParts(
      configs.filter(({ name }) => name !== config),
      models.filter(({ name }) => name !== model),
    ),
  ];
}

function endpointSteps(want: ServeSpec, config: string, native: SagemakerNative): readonly Step[] {
  const { endpoint } = native;
  const stale = staleAlarms(want.name, native);
  if (endpoint === null) return [createEndpoint(want, config), verify(want)];
  if (endpoint.status === 'Deleting') return [...stale, createEndpoint(want, config), verify(want)];
  const isSame = endpoint.configName === config;
  if (isSame && endpoint.status === 'Creating') return [createEndpoint(want, config), verify(want)];
  if (neverServed(endpoint) || (want.strategy === 'recreate' && !isSame)) {
    return [...stale, deleteEndpoint(want.name), createEndpoint(want, config), verify(want)];
  }
  if (isSame) return [...sameConfig(want, endpoint), ...stale];
  const steps = [updateEndpoint(want, config, endpoint), verify(want)];
  return watched(want, { arn: endpoint.arn, left: native.alarms }, steps);
}

/** Between alarms that are made for the change, and their end; those that a killed change left go with them. */
function watched(
  want: ServeSpec,
  { arn, left }: { readonly arn: string; readonly left: readonly OwnAlarm[] },
  steps: readonly Step[],
): readonly Step[] {
  const kinds = [...new Set([...ownAlarms(want.rollout?.alarms), ...left])];
  return [
    ...createAlarms(want, { endpointArn: arn, kinds }),
    ...steps,
    ...deleteAlarms({ name: want.name, kinds, endpointArn: arn }),
  ];
}

/** The release is right; its number of instances may not be, or the last change is still under way. */
function sameConfig(want: ServeSpec, endpoint: NativeEndpoint): readonly Step[] {
  const { configName, status, instances } = endpoint;
  if (status !== 'InService') return [updateEndpoint(want, configName, endpoint), verify(want)];
  if (instances === want.instances) return [];
  return [
    nativeStep({
      action: 'update',
      kind: 'instances',
      target: want.name,
      inputs: { instances: want.instances },
      changes: [
        {
          path: 'instances',
          ...(instances !== null && { before: instances }),
          after: want.instances,
        },
      ],
      permissions: ['sagemaker:UpdateEndpointWeightsAndCapacities'],
    }),
  ];
}

function createEndpoint(want: ServeSpec, config: string): Step {
  return nativeStep({
    action: 'create',
    kind: 'endpoint',
    target: want.name,
    inputs: { spec: specTags(want), config },
    permissions: ['sagemaker:CreateEndpoint', 'sagemaker:AddTags'],
  });
}

function updateEndpoint(want: ServeSpec, config: string, { configName }: NativeEndpoint): Step {
  const { rollout } = want;
  return nativeStep({
    action: 'update',
    kind: 'endpoint',
    target: want.name,
    inputs: {
      spec: specTags(want),
      config,
      strategy: want.strategy,
      instances: want.instances,
      ...rolloutInputs(want),
    },
    changes: [
      { path: 'configuration', before: configName, after: config },
      ...(rollout === undefined
        ? []
        : [{ path: 'traffic', before: 'all at once', after: describeRollout(rollout) }]),
    ],
    permissions: [
      'sagemaker:UpdateEndpoint',
      'sagemaker:AddTags',
      ...(alarmNames(want).length === 0 ? [] : ['cloudwatch:DescribeAlarms']),
    ],
  });
}

/** What carrying the change out needs to know of how it is to go. */
function rolloutInputs(want: ServeSpec): JsonObject {
  const { rollout } = want;
  if (rollout === undefined) return {};
  return {
    rollout: JSON.parse(JSON.stringify(rollout)) as JsonObject,
    alarms: alarmNames(want),
    waitsInSeconds: waitsInSeconds(want),
    limitInSeconds: limitInSeconds(want),
  };
}

function verify(want: ServeSpec): Step {
  return nativeStep({
    action: 'verify',
    kind: 'endpoint',
    target: want.name,
    inputs: { release: want.digest, beforeTraffic: false },
    permissions: ['sagemaker:InvokeEndpoint'],
  });
}

/** SageMaker starts new capacity before it ends old one, in batches of at most half: of one instance that is a whole. */
function checkStrategy({ strategy, instances }: ServeSpec, endpoint: NativeEndpoint | null): void {
  const now = endpoint?.instances ?? 0;
  if (strategy !== 'in-place' || endpoint === null || now >= 2) return;
  throw new TorchrelayError({
    code: 'STRATEGY_UNSUPPORTED',
    message: `An endpoint with ${now} ${now === 1 ? 'instance' : 'instances'} cannot be changed in place: SageMaker moves at most half of them at a time.`,
    hint: 'Use side-by-side (twice the instances for a while), or recreate (a gap).',
    data: { strategy, instances },
  });
}

/** Whether SageMaker changes an endpoint's mode is written nowhere, and all who ask it would have to change too. */
function checkMode(
  { name, strategy }: ServeSpec,
  { endpoint, configs }: SagemakerNative,
  wanted: SagemakerMode,
): void {
  const live = configs.find((config) => config.name === endpoint?.configName);
  if (endpoint === null || live === undefined || strategy === 'recreate') return;
  const now = live.tags.mode ?? 'real-time';
  if (now === wanted) return;
  throw new TorchrelayError({
    code: 'MODE_DIFFERS',
    message: `The endpoint ${name} is of mode "${now}", and "${wanted}" is asked for.`,
    hint: `Give the mode it has (mode=${now}), another name, or the strategy "recreate".`,
    data: { name, now, wanted },
  });
}

/** The first request of a release takes the way of all others. */
function askedThroughS3(step: Step): Step {
  if (step.action !== 'verify') return step;
  const exchange = ['s3:PutObject', 's3:GetObject', 's3:DeleteObject', 's3:ListBucket'];
  return { ...step, permissions: ['sagemaker:InvokeEndpointAsync', ...exchange] };
}
