import { TorchrelayError } from '@torchrelay/core';
import type {
  Call,
  Deployment,
  DeploymentState,
  LiveResource,
  ServedRelease,
} from '@torchrelay/core/target';

import type { MlClient } from '../client/ml-client.ts';
import { type AzureMlNative, isAtWork, isBroken } from '../native.ts';
import { servingOf } from '../plan/traffic.ts';
import { readEndpointTags } from '../tags.ts';
import { listAutoscaling } from './list-autoscaling.ts';
import { findEndpoint, listDeployments, listModels, nativeEndpoint } from './find-parts.ts';

const none = { ours: [], others: [] } as const;

export interface Observation {
  readonly client: MlClient;
  readonly scope: string;
}

/**
 * What there is under a name, half-made things included.
 *
 * @throws TorchrelayError `NAME_TAKEN` where somebody else has an endpoint of that name in the workspace
 */
export async function observeServing(
  name: string,
  { client, scope }: Observation,
  call: Call,
): Promise<Deployment | undefined> {
  const endpoint = await findEndpoint(client, name, call);
  const tags = endpoint && readEndpointTags(endpoint.tags);
  if (endpoint !== undefined && tags?.name !== name) throw nameTaken(name, scope);
  const { ours: deployments, others } =
    endpoint === undefined ? none : await listDeployments(client, name, call);
  const models = await listModels(client, name, call);
  const autoscaling = await listAutoscaling(client, name, call);
  if (endpoint === undefined && models.length + autoscaling.length === 0) return undefined;
  const native = {
    endpoint: endpoint === undefined ? null : nativeEndpoint(endpoint),
    deployments,
    others,
    models,
    autoscaling,
  };
  const storeLocation = tags?.store ?? models[0]?.tags.store ?? '';
  return deployment({ name, scope, storeLocation, native });
}

export function deployment({
  name,
  scope,
  storeLocation,
  native,
}: {
  readonly name: string;
  readonly scope: string;
  readonly storeLocation: string;
  readonly native: AzureMlNative;
}): Deployment {
  const { endpoint } = native;
  const serving = servedBy(native);
  const state = stateOf(native, serving);
  const detail = state === 'failed' ? detailOf(native) : undefined;
  return {
    name,
    scope,
    state,
    ...(detail !== undefined && { detail }),
    ...(serving !== undefined && { serving }),
    resources: resourcesOf(native),
    storeLocation,
    ...(endpoint?.scoringUri != null && { url: endpoint.scoringUri }),
    address: { scoringUri: endpoint?.scoringUri ?? null, authMode: endpoint?.authMode ?? null },
    ...(endpoint?.createdAt != null && { createdAt: endpoint.createdAt }),
    native: { ...native },
  };
}

function stateOf(
  { endpoint, deployments }: AzureMlNative,
  serving: ServedRelease | undefined,
): DeploymentState {
  if (endpoint === null) return 'leftovers';
  if (endpoint.state === 'Deleting') return 'deleting';
  const isChanging = endpoint.state === 'Updating' || deployments.some(isAtWork);
  if (serving !== undefined) return isChanging ? 'updating' : 'ready';
  if (endpoint.state === 'Creating' || isChanging) return 'creating';
  return isBroken(endpoint) || deployments.some(isBroken) ? 'failed' : 'leftovers';
}

/** Azure keeps no reason with a thing that failed: its operation had told it, and the container's lines may. */
function detailOf({ endpoint, deployments }: AzureMlNative): string {
  const broken = deployments
    .filter(isBroken)
    .map(({ name, state }) => `deployment ${name}: ${state}`);
  return broken.length > 0 ? broken.join(', ') : `endpoint: ${endpoint?.state ?? 'Unknown'}`;
}

/** What the traffic reaches: of several, the one with the largest share. */
function servedBy({
  endpoint,
  deployments,
  autoscaling,
}: AzureMlNative): ServedRelease | undefined {
  if (endpoint === null || endpoint.state === 'Deleting') return undefined;
  const [first] = servingOf(endpoint, deployments)
    .filter(({ state }) => state !== 'Creating' && state !== 'Deleting')
    .toSorted((a, b) => (endpoint.traffic[b.name] ?? 0) - (endpoint.traffic[a.name] ?? 0));
  if (first === undefined) return undefined;
  const { spec, package: packageDigest, offer } = first.tags;
  const rule = autoscaling.find(({ deployment: scaled }) => scaled === first.name)?.rule;
  return {
    specDigest: spec,
    packageDigest,
    offerId: offer,
    instances: first.instances,
    ...(rule != null && { autoscaling: rule }),
  };
}

function resourcesOf({
  endpoint,
  deployments,
  models,
  autoscaling,
}: AzureMlNative): readonly LiveResource[] {
  return [
    ...(endpoint === null ? [] : [{ kind: 'endpoint', id: endpoint.id, state: endpoint.state }]),
    ...deployments.map(({ id, state, tags }) => ({
      kind: 'deployment',
      id,
      state,
      digest: tags.spec,
    })),
    ...autoscaling.map(({ id }) => ({ kind: 'autoscaling', id, state: 'made' })),
    ...models.map(({ id, tags }) => ({ kind: 'model', id, state: 'made', digest: tags.spec })),
  ];
}

function nameTaken(name: string, scope: string): TorchrelayError {
  return new TorchrelayError({
    code: 'NAME_TAKEN',
    message: `There is an endpoint ${name} in ${scope} that torchrelay has not made.`,
    hint: 'Give another name, or remove that endpoint if it is yours.',
    data: { name, scope },
  });
}
