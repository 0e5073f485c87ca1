import { TorchrelayError } from '@torchrelay/core';
import type {
  Call,
  Deployment,
  DeploymentState,
  LiveResource,
  ServedRelease,
} from '@torchrelay/core/target';

import type { NativeEndpoint, NativePart, SagemakerNative } from '../native.ts';
import { neverServed } from '../native.ts';
import type { SagemakerClients } from '../sagemaker-clients.ts';
import { readAlarms } from '../plan/rollout.ts';
import { describeEndpoint } from './describe-endpoint.ts';
import { listParts } from './list-parts.ts';
import type { OurTags } from '../tags.ts';
import { tagsOn } from './read-tags.ts';

export interface Place {
  readonly clients: SagemakerClients;
  /** Of the account and region: `123456789012/us-east-1`. */
  readonly scope: string;
  readonly region: string;
}

/**
 * What there is under a name, half-made things included.
 *
 * @throws TorchrelayError `NAME_TAKEN` where somebody else has an endpoint of that name
 */
export async function observeServing(
  name: string,
  place: Place,
  call: Call,
): Promise<Deployment | undefined> {
  const { clients } = place;
  const { endpoint, tags } = await findEndpoint(name, place, call);
  const [configs, models] = [
    await listParts({ kind: 'configs', name, clients, call }),
    await listParts({ kind: 'models', name, clients, call }),
  ];
  if (endpoint === undefined && configs.length === 0 && models.length === 0) return undefined;
  const store = tags?.store ?? [...configs, ...models][0]?.tags.store ?? '';
  return deployment({
    name,
    place,
    store,
    mode: [tags, configs[0]?.tags, models[0]?.tags].find((found) => found !== undefined)?.mode,
    native: {
      endpoint: endpoint ?? null,
      configs,
      models,
      alarms: readAlarms(tags?.alarms),
    },
  });
}

interface FoundEndpoint {
  readonly endpoint?: NativeEndpoint;
  readonly tags?: OurTags;
}

/** Our endpoint of this name. One that has ended before its tags were read has none either: so it is looked for again. */
async function findEndpoint(
  name: string,
  place: Place,
  call: Call,
  lost?: NativeEndpoint,
): Promise<FoundEndpoint> {
  const { clients, region } = place;
  const endpoint = await describeEndpoint(clients, name, call);
  if (endpoint === undefined) return {};
  if (endpoint.createdAt === lost?.createdAt) throw nameTaken(name, region);
  const tags = await tagsOn(clients, endpoint.arn, call);
  return tags === undefined ? findEndpoint(name, place, call, endpoint) : { endpoint, tags };
}

function deployment({
  name,
  place: { scope, region },
  store,
  mode,
  native,
}: {
  readonly name: string;
  readonly place: Place;
  readonly store: string;
  readonly mode: string | undefined;
  readonly native: SagemakerNative;
}): Deployment {
  const { endpoint } = native;
  const serving = endpoint === null ? undefined : servedBy(endpoint, native.configs);
  return {
    name,
    scope,
    state: stateOf(endpoint),
    ...(endpoint?.failureReason != null && { detail: endpoint.failureReason }),
    ...(serving !== undefined && { serving }),
    resources: resourcesOf(native),
    storeLocation: store,
    url: `https://runtime.sagemaker.${region}.amazonaws.com/endpoints/${name}/${mode === 'async' ? 'async-invocations' : 'invocations'}`,
    address: { region, ...(mode === 'async' && { requests: store }) },
    ...(endpoint?.createdAt != null && { createdAt: endpoint.createdAt }),
    native: { ...native },
  };
}

const states: Readonly<Record<string, DeploymentState>> = {
  Creating: 'creating',
  Updating: 'updating',
  SystemUpdating: 'updating',
  RollingBack: 'updating',
  InService: 'ready',
  Deleting: 'deleting',
};

function stateOf(endpoint: NativeEndpoint | null): DeploymentState {
  return endpoint === null ? 'leftovers' : (states[endpoint.status] ?? 'failed');
}

/** What the traffic reaches: the release that its configuration's tags name. */
function servedBy(
  endpoint: NativeEndpoint,
  configs: readonly NativePart[],
): ServedRelease | undefined {
  const config = configs.find(({ name }) => name === endpoint.configName);
  if (config === undefined || neverServed(endpoint) || endpoint.status === 'Deleting')
    return undefined;
  const { spec, package: packageDigest, offer } = config.tags;
  const [type] = endpoint.poolTypes;
  // Of a pool, what it runs on, and not what was chosen first.
  const offerId = type === undefined ? offer : `${offer.split('/')[0]}/${type}`;
  return { specDigest: spec, packageDigest, offerId, instances: endpoint.instances ?? 0 };
}

function resourcesOf({ endpoint, configs, models }: SagemakerNative): readonly LiveResource[] {
  const part =
    (kind: string): ((made: NativePart) => LiveResource) =>
    ({ arn, tags }) => ({
      kind,
      id: arn,
      state: 'made',
      digest: tags.spec,
    });
  return [
    ...(endpoint === null ? [] : [{ kind: 'endpoint', id: endpoint.arn, state: endpoint.status }]),
    ...configs.map(part('endpoint configuration')),
    ...models.map(part('model')),
  ];
}

function nameTaken(name: string, region: string): TorchrelayError {
  return new TorchrelayError({
    code: 'NAME_TAKEN',
    message: `There is an endpoint ${name} in ${region} that torchrelay has not made.`,
    hint: 'Give another name, or remove that endpoint if it is yours.',
    data: { name, region },
  });
}
