import type { Call } from '@torchrelay/core/target';

import type { MlClient } from '../client/ml-client.ts';
import { modelNameOf } from '../names.ts';
import type { NativeDeployment, NativeEndpoint, NativeModel } from '../native.ts';
import type { ModelVersion, OnlineDeployment, OnlineEndpoint } from '../schemas.ts';
import { readReleaseTags } from '../tags.ts';

/** The endpoint of this name, whoever's it is. */
export function findEndpoint(
  client: MlClient,
  name: string,
  call: Call,
): Promise<OnlineEndpoint | undefined> {
  const attempt = `Cannot look at the endpoint ${name}`;
  return client.find<OnlineEndpoint>({ path: `onlineEndpoints/${name}`, attempt }, call);
}

export function nativeEndpoint({
  id = '',
  identity,
  tags,
  properties,
  systemData,
}: OnlineEndpoint): NativeEndpoint {
  const { provisioningState, authMode, scoringUri, traffic, mirrorTraffic } = properties;
  const createdAt = Date.parse(systemData?.createdAt ?? '');
  return {
    id,
    state: provisioningState ?? 'Unknown',
    authMode,
    scoringUri: scoringUri ?? null,
    traffic: traffic ?? {},
    mirrorTraffic: mirrorTraffic ?? {},
    publicNetworkAccess: properties.publicNetworkAccess ?? 'Enabled',
    identities: Object.keys(identity?.userAssignedIdentities ?? {}),
    tags: tags ?? {},
    createdAt: Number.isNaN(createdAt) ? null : createdAt,
  };
}

export function findDeployment(
  client: MlClient,
  { endpoint, name }: { readonly endpoint: string; readonly name: string },
  call: Call,
): Promise<OnlineDeployment | undefined> {
  const path = `onlineEndpoints/${endpoint}/deployments/${name}`;
  const attempt = `Cannot look at the deployment ${name} of ${endpoint}`;
  return client.find<OnlineDeployment>({ path, attempt }, call);
}

/** Deployments of ours, by their tags, and the names of those that others have put beside them. */
export interface FoundDeployments {
  readonly ours: readonly NativeDeployment[];
  readonly others: readonly string[];
}

export async function listDeployments(
  client: MlClient,
  endpoint: string,
  call: Call,
): Promise<FoundDeployments> {
  const path = `onlineEndpoints/${endpoint}/deployments`;
  const attempt = `Cannot list the deployments of ${endpoint}`;
  const ours: NativeDeployment[] = [];
  const others: string[] = [];
  for await (const deployment of client.list<OnlineDeployment>({ path, attempt }, call)) {
    const { id = '', name = '', sku, properties } = deployment;
    const tags = readReleaseTags(deployment.tags);
    const state = properties.provisioningState ?? 'Unknown';
    if (tags?.name !== endpoint) others.push(name);
    else {
      const createdAt = Date.parse(deployment.systemData?.createdAt ?? '') || 0;
      ours.push({ id, name, state, instances: sku?.capacity ?? 0, createdAt, tags });
    }
  }
  return { ours, others };
}

export async function listModels(
  client: MlClient,
  name: string,
  call: Call,
): Promise<readonly NativeModel[]> {
  const path = `models/${modelNameOf(name)}/versions`;
  const attempt = `Cannot list the models of ${name}`;
  const found: NativeModel[] = [];
  for await (const { id = '', name: version = '', properties } of client.list<ModelVersion>(
    { path, attempt },
    call,
  )) {
    const tags = readReleaseTags(properties.tags);
    if (tags?.name === name) found.push({ id, version, tags });
  }
  return found;
}
