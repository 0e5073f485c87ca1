import { randomUUID } from 'node:crypto';

import { type MlHttpAnswer, type MlHttpRequest, answer, page, refuse } from './ml-http.ts';
import {
  type Asset,
  beginOperation,
  isUnderWay,
  type Json,
  type MlWorkspace,
  OperationError,
} from './ml-workspace.ts';

type Kind = 'models' | 'environments';

/** `models`, `models/{name}/versions`, `models/{name}/versions/{version}`; environments alike. */
export async function answerAssets(
  workspace: MlWorkspace,
  [kind = 'models', name, , version]: readonly string[],
  request: MlHttpRequest,
): Promise<MlHttpAnswer> {
  const containers = workspace[kind as Kind];
  const at = { workspace, kind: kind as Kind, name: name ?? '', version: version ?? '' };
  if (name === undefined) {
    const known = [...containers.keys()].map((each) => containerOf(workspace, kind as Kind, each));
    return page(known, request);
  }
  const versions = containers.get(name);
  if (version === undefined) {
    if (versions === undefined) return missing(`${workspace.id}/${kind}/${name}`);
    const found = [...versions].map(([each, asset]) => shown({ ...at, version: each }, asset));
    return page(found, request);
  }
  if (request.method === 'PUT') return put(at, request);
  const asset = versions?.get(version);
  if (request.method === 'DELETE') return remove(at, asset);
  if (asset === undefined) return missing(idOf(at));
  const { building } = asset;
  const isBuilding = building !== undefined && (await isUnderWay(workspace, building));
  return answer(200, shown(at, isBuilding ? { ...asset, state: 'Creating' } : asset));
}

interface Place {
  readonly workspace: MlWorkspace;
  readonly kind: Kind;
  readonly name: string;
  readonly version: string;
}

function idOf({ workspace, kind, name, version }: Place): string {
  return `${workspace.id}/${kind}/${name}/versions/${version}`;
}

const types: Readonly<Record<Kind, string>> = {
  models: 'Microsoft.MachineLearningServices/workspaces/models',
  environments: 'Microsoft.MachineLearningServices/workspaces/environments',
};

function containerOf(workspace: MlWorkspace, kind: Kind, name: string): Json {
  return { id: `${workspace.id}/${kind}/${name}`, name, type: types[kind], properties: {} };
}

function shown(place: Place, { createdAt, properties, state }: Asset): Json {
  return {
    id: idOf(place),
    name: place.version,
    type: `${types[place.kind]}/versions`,
    systemData: { createdAt, createdByType: 'User' },
    properties: { isArchived: false, isAnonymous: false, ...properties, provisioningState: state },
  };
}

function put(place: Place, { body }: MlHttpRequest): MlHttpAnswer {
  const { workspace, kind, name, version } = place;
  const { properties } = body as { readonly properties: Json };
  const versions = workspace[kind].get(name) ?? new Map<string, Asset>();
  const known = versions.get(version);
  if (known !== undefined) return again(place, known, properties);
  const asset: Asset = { createdAt: new Date().toISOString(), properties, state: 'Succeeded' };
  versions.set(version, asset);
  workspace[kind].set(name, versions);
  if (properties['build'] !== undefined) {
    asset.state = 'Creating';
    const operation = beginOperation(workspace, () => build(workspace, asset));
    const building = workspace.operations.get(operation);
    if (building !== undefined) asset.building = building;
  }
  return answer(201, shown(place, asset));
}

/** A version never changes, but for its tags. */
function again(place: Place, known: Asset, properties: Json): MlHttpAnswer {
  const kept = ['modelUri', 'image', 'build'];
  const isSame = kept.every(
    (key) => JSON.stringify(known.properties[key]) === JSON.stringify(properties[key]),
  );
  return isSame
    ? answer(200, shown(place, known))
    : refuse(400, 'BadRequest', `A version of ${place.name} cannot be changed.`);
}

/** The image is built from the very file that was uploaded. */
async function build(workspace: MlWorkspace, asset: Asset): Promise<void> {
  const { contextUri, dockerfilePath } = asset.properties['build'] as {
    readonly contextUri: string;
    readonly dockerfilePath: string;
  };
  const prefix = contextUri.split(`/${workspace.storage.container}/`)[1] ?? '';
  const files = await workspace.storage.read(prefix);
  const dockerfile = new TextDecoder().decode(files.get(dockerfilePath));
  const isFine = /^FROM \S+\n(?:CMD|ENTRYPOINT) /.test(dockerfile);
  const isBuilt = isFine && !workspace.troubles.imageBuildFails;
  const lines = [`Step 1/2 : ${dockerfile.split('\n')[0]}`, isBuilt ? built : notBuilt];
  const id = randomUUID();
  await workspace.storage.writeBuildLog(`ImageLogs/${id}/build.log`, `${lines.join('\n')}\n`);
  asset.state = isBuilt ? 'Succeeded' : 'Failed';
}

const built = 'Successfully built 0123456789ab';
const notBuilt = 'manifest for nvcr.io/nvidia/tritonserver not found: manifest unknown';

/** What a deployment uses stays. */
function remove(place: Place, asset: Asset | undefined): MlHttpAnswer {
  if (asset === undefined) return answer(204);
  const id = idOf(place);
  const users = [...place.workspace.endpoints.values()].flatMap(({ deployments }) => [
    ...deployments.values(),
  ]);
  const isUsed = users.some(({ written: { properties } }) =>
    [properties['model'], properties['environmentId']].includes(id),
  );
  if (isUsed) return refuse(400, 'BadRequest', `${place.name} is used by a deployment.`);
  place.workspace[place.kind].get(place.name)?.delete(place.version);
  return answer(200);
}

export function missing(id: string): MlHttpAnswer {
  return refuse(404, 'ResourceNotFound', `The Resource '${id}' was not found.`);
}

/** The asset that a deployment names. */
export function assetById({ id, models, environments }: MlWorkspace, named: unknown): Asset {
  const [kind, name = '', , version = ''] = String(named)
    .slice(id.length + 1)
    .split('/');
  const found = (kind === 'models' ? models : environments).get(name)?.get(version);
  if (found !== undefined) return found;
  throw new OperationError('ResourceNotFound', `The asset '${String(named)}' was not found.`);
}
