import type { Call, Deployment } from '@torchrelay/core/target';

import { deploymentOfModel } from '../names.ts';
import type { ModelContainer, OnlineEndpoint } from '../schemas.ts';
import { readEndpointTags } from '../tags.ts';
import { observeServing, type Observation } from './observe-serving.ts';

/** Everything of ours in the workspace, half-made things included: by the tags of endpoints, and the names of models. */
export async function* listServing(
  observation: Observation,
  call: Call,
): AsyncIterable<Deployment> {
  const { client } = observation;
  const names = new Set<string>();
  const endpoints = { path: 'onlineEndpoints', attempt: 'Cannot list the endpoints' };
  for await (const { name, tags } of client.list<OnlineEndpoint>(endpoints, call)) {
    if (name !== undefined && readEndpointTags(tags)?.name === name) names.add(name);
  }
  const models = { path: 'models', attempt: 'Cannot list the models' };
  for await (const { name } of client.list<ModelContainer>(models, call)) {
    const owner = deploymentOfModel(name);
    if (owner !== undefined) names.add(owner);
  }
  for (const name of [...names].toSorted()) {
    const found = await observeIfOurs(name, observation, call);
    if (found !== undefined) yield found;
  }
}

/** Beside a model that we left there may be an endpoint of somebody else's by now. */
async function observeIfOurs(
  name: string,
  observation: Observation,
  call: Call,
): Promise<Deployment | undefined> {
  try {
    return await observeServing(name, observation, call);
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'NAME_TAKEN') return undefined;
    throw error;
  }
}
