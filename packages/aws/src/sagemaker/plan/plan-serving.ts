import { TorchrelayError } from '@torchrelay/core';
import type { Deployment, ServeSpec, Step } from '@torchrelay/core/target';

import { configNameOf, modelNameOf } from '../names.ts';
import {
  type NativeEndpoint,
  type NativePart,
  neverServed,
  type SagemakerNative,
} from '../native.ts';
import { createConfig, createModel, specTags } from './make-parts.ts';
import { nativeStep } from './native-step.ts';

const nothing: SagemakerNative = { endpoint: null, configs: [], models: [] };

/** From what there is under a name to what is wanted; `undefined` removes it. Pure. */
export function planServing(
  want: ServeSpec | undefined,
  live: Deployment | undefined,
): readonly Step[] {
  const native = (live?.native as SagemakerNative | undefined) ?? nothing;
  return want === undefined ? removal(live?.name ?? '', native) : changes(want, native);
}

/** The endpoint first: what it uses may not go before it. */
function removal(name: string, { endpoint, configs, models }: SagemakerNative): readonly Step[] {
  return [...(endpoint === null ? [] : [deleteEndpoint(name)]), ...deleteParts(configs, models)];
}

function changes(want: ServeSpec, { endpoint, configs, models }: SagemakerNative): readonly Step[] {
  checkStrategy(want, endpoint);
  const [model, config] = [modelNameOf(want), configNameOf(want)];
  return [
    ...(models.some(({ name }) => name === model) ? [] : [createModel(want)]),
    ...(configs.some(({ name }) => name === config) ? [] : [createConfig(want)]),
    ...endpointSteps(want, config, endpoint),
    ...deleteParts(
      configs.filter(({ name }) => name !== config),
      models.filter(({ name }) => name !== model),
    ),
  ];
}

function endpointSteps(
  want: ServeSpec,
  config: string,
  endpoint: NativeEndpoint | null,
): readonly Step[] {
  if (endpoint === null) return [createEndpoint(want, config), verify(want)];
  const isSame = endpoint.configName === config;
  if (isSame && endpoint.status === 'Creating') return [createEndpoint(want, config), verify(want)];
  if (neverServed(endpoint) || (want.strategy === 'recreate' && !isSame)) {
    return [deleteEndpoint(want.name), createEndpoint(want, config), verify(want)];
  }
  if (isSame) return sameConfig(want, endpoint);
  return [updateEndpoint(want, config, endpoint), verify(want)];
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
  return nativeStep({
    action: 'update',
    kind: 'endpoint',
    target: want.name,
    inputs: { spec: specTags(want), config, strategy: want.strategy, instances: want.instances },
    changes: [{ path: 'configuration', before: configName, after: config }],
    permissions: ['sagemaker:UpdateEndpoint', 'sagemaker:AddTags'],
  });
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

function deleteEndpoint(name: string): Step {
  return nativeStep({
    action: 'delete',
    kind: 'endpoint',
    target: name,
    permissions: ['sagemaker:DeleteEndpoint'],
  });
}

function deleteParts(
  configs: readonly NativePart[],
  models: readonly NativePart[],
): readonly Step[] {
  return [
    ...configs.map(({ name }) =>
      nativeStep({
        action: 'delete',
        kind: 'endpoint configuration',
        target: name,
        permissions: ['sagemaker:DeleteEndpointConfig'],
      }),
    ),
    ...models.map(({ name }) =>
      nativeStep({
        action: 'delete',
        kind: 'model',
        target: name,
        permissions: ['sagemaker:DeleteModel'],
      }),
    ),
  ];
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
