import { assetById, missing } from './ml-assets.ts';
import { busy } from './ml-endpoints.ts';
import { type MlHttpAnswer, type MlHttpRequest, answer, page, refuse } from './ml-http.ts';
import { accepted, operationHeaders } from './ml-operations.ts';
import { mlSizes } from './ml-sizes.ts';
import {
  beginChange,
  type Json,
  type MlWorkspace,
  type OnlineDeployment,
  type OnlineEndpoint,
  OperationError,
  stopDeployment,
  type Written,
} from './ml-workspace.ts';

interface Place {
  readonly workspace: MlWorkspace;
  readonly endpoint: OnlineEndpoint;
  readonly name: string;
}

/** `onlineEndpoints/{endpoint}/deployments`, `…/{name}`, `…/{name}/getLogs`. */
export function answerDeployments(
  workspace: MlWorkspace,
  [, endpointName = '', , name, action]: readonly string[],
  request: MlHttpRequest,
): MlHttpAnswer {
  const endpoint = workspace.endpoints.get(endpointName);
  if (endpoint === undefined) return missing(`${workspace.id}/onlineEndpoints/${endpointName}`);
  const place = { workspace, endpoint, name: name ?? '' };
  if (name === undefined) {
    return page(
      [...endpoint.deployments.values()].map((each) => shown(place, each)),
      request,
    );
  }
  if (request.method === 'PUT') return put(place, request);
  const deployment = endpoint.deployments.get(name);
  if (deployment === undefined) {
    return request.method === 'DELETE' ? answer(204) : missing(idOf(place));
  }
  if (action === 'getLogs') return logsOf(deployment, request);
  if (request.method === 'PATCH') return scale(place, deployment, request);
  if (request.method === 'DELETE') return remove(place, deployment, request);
  return answer(200, shown(place, deployment));
}

function idOf({ workspace, endpoint, name }: Place): string {
  return `${workspace.id}/onlineEndpoints/${endpoint.name}/deployments/${name}`;
}

function shown(place: Place, { name, createdAt, written, state }: OnlineDeployment): Json {
  const { tags = {}, sku, properties } = written;
  return {
    id: idOf({ ...place, name }),
    name,
    type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments',
    systemData: { createdAt, createdByType: 'User' },
    location: place.workspace.location,
    tags,
    ...(sku !== undefined && { sku }),
    properties: { ...properties, provisioningState: state },
  };
}

function put(place: Place, request: MlHttpRequest): MlHttpAnswer {
  const { workspace, endpoint, name } = place;
  const written = request.body as Written;
  const known = endpoint.deployments.get(name);
  if (endpoint.state !== 'Succeeded') return notNow(endpoint);
  if (known !== undefined && known.state !== 'Succeeded') return busy(known);
  const refused = refusedDeployment(workspace, written, known);
  if (refused !== undefined) return refused;
  const deployment: OnlineDeployment = {
    name,
    createdAt: new Date().toISOString(),
    written,
    state: 'Creating',
    container: known?.container,
    logs: new Map(),
  };
  endpoint.deployments.set(name, deployment);
  const operation = beginChange(workspace, {
    thing: deployment,
    request,
    work: async () => {
      deployment.container = await startContainer(workspace, deployment);
      deployment.state = 'Succeeded';
    },
  });
  const headers = operationHeaders(workspace, operation, request);
  return answer(known === undefined ? 201 : 200, shown(place, deployment), headers);
}

/** In the words that users have published. */
function notNow({ name, state }: OnlineEndpoint): MlHttpAnswer {
  const said = `Cannot create a deployment in endpoint ${name} because it is in ${state} provisioning state.`;
  return refuse(400, 'BadRequest', said);
}

function refusedDeployment(
  workspace: MlWorkspace,
  { sku, properties }: Written,
  known: OnlineDeployment | undefined,
): MlHttpAnswer | undefined {
  const size = String(properties['instanceType']);
  const before = known?.written.properties['instanceType'];
  if (before !== undefined && before !== size) {
    return refuse(400, 'BadRequest', 'The instance type of a deployment cannot be changed.');
  }
  const vCpus = mlSizes.find((each) => each.name === size)?.vCPUs;
  if (vCpus === undefined) return refuse(400, 'BadRequest', `VM size ${size} is not supported.`);
  const left = workspace.troubles.quota.get(size);
  const needed = vCpus * (sku?.capacity ?? 1);
  if (left === undefined || needed <= left) return undefined;
  return outOfQuota({ subscription: workspace.subscription, size, left, needed });
}

/** JSON in a text in JSON, as it was published by those who met it. */
function outOfQuota({
  subscription,
  size,
  left,
  needed,
}: {
  readonly subscription: string;
  readonly size: string;
  readonly left: number;
  readonly needed: number;
}): MlHttpAnswer {
  const said = `Not enough quota available for ${size} in SubscriptionId ${subscription}. Current usage/limit: 0/${left}. Additional needed: ${needed} Please see troubleshooting guide, available here: https://aka.ms/oe-tsg#error-outofquota`;
  const inner = {
    errors: { VmSize: [said] },
    title: 'One or more validation errors occurred.',
    status: 400,
  };
  const message = `InferencingClient HttpRequest error, error detail: ${JSON.stringify(inner)}`;
  return refuse(400, 'BadRequest', 'The request is invalid.', [
    { code: 'InferencingClientCreateDeploymentFailed', message },
  ]);
}

async function startContainer(
  workspace: MlWorkspace,
  { written: { properties }, logs }: OnlineDeployment,
): Promise<NonNullable<OnlineDeployment['container']>> {
  const { troubles, storage, start } = workspace;
  const size = String(properties['instanceType']);
  const environment = assetById(workspace, properties['environmentId']);
  const model = assetById(workspace, properties['model']);
  if (environment.state !== 'Succeeded') {
    throw new OperationError(
      'ImageBuildFailure',
      'The image of the environment could not be built.',
    );
  }
  if (troubles.exhausted.has(size)) {
    const said = `OutOfQuota: Region-wide VM capacity: ${size} is not available in ${workspace.location} at the moment.`;
    throw new OperationError('OutOfQuota', said);
  }
  if (troubles.deploymentFails !== undefined) {
    const { code, message } = troubles.deploymentFails;
    throw new OperationError(code, message);
  }
  logs.set('StorageInitializer', '2026-11-23 01:02:03,456 Downloading the model\nDownloaded\n');
  if (troubles.serverCrashes) {
    logs.set(
      'InferenceServer',
      'E1123 01:02:04 failed to load model\nerror: creating server: Internal\n',
    );
    const said =
      'User container has crashed or terminated. Please see troubleshooting guide, available here: https://aka.ms/oe-tsg#error-resourcenotready';
    throw new OperationError('ResourceNotReady', said);
  }
  logs.set('InferenceServer', '2026-11-23 01:02:05 Started HTTPService at 0.0.0.0:8000\n');
  const path = String(model.properties['modelUri']).split('/paths/')[1] ?? '';
  const image = environment.properties['image'] ?? environment.properties['build'];
  return start({
    image: typeof image === 'string' ? image : 'built by the workspace',
    environment: (properties['environmentVariables'] ?? {}) as Record<string, string>,
    readPackage: () => storage.read(path),
  });
}

function scale(place: Place, deployment: OnlineDeployment, request: MlHttpRequest): MlHttpAnswer {
  if (deployment.state !== 'Succeeded') return busy(deployment);
  const { sku } = request.body as Required<Pick<Written, 'sku'>>;
  const written = { ...deployment.written, sku };
  const refused = refusedDeployment(place.workspace, written, deployment);
  if (refused !== undefined) return refused;
  deployment.state = 'Scaling';
  const operation = beginChange(place.workspace, {
    thing: deployment,
    request,
    work: async () => {
      deployment.written = written;
      deployment.state = 'Succeeded';
    },
  });
  return accepted(place.workspace, operation, request);
}

function remove(
  { workspace, endpoint, name }: Place,
  deployment: OnlineDeployment,
  request: MlHttpRequest,
): MlHttpAnswer {
  const traffic = (endpoint.written.properties['traffic'] ?? {}) as Record<string, number>;
  if ((traffic[name] ?? 0) > 0) {
    return refuse(400, 'BadRequest', `${name} has traffic: set it to 0 before it is deleted.`);
  }
  if (['Creating', 'Scaling', 'Deleting'].includes(deployment.state)) return busy(deployment);
  deployment.state = 'Deleting';
  const operation = beginChange(workspace, {
    thing: deployment,
    request,
    work: async () => {
      await stopDeployment(deployment);
      endpoint.deployments.delete(name);
    },
  });
  return accepted(workspace, operation, request);
}

function logsOf({ logs }: OnlineDeployment, { body }: MlHttpRequest): MlHttpAnswer {
  const asked = (body ?? {}) as { readonly containerType?: string; readonly tail?: number };
  const lines = (logs.get(asked.containerType ?? 'InferenceServer') ?? '').split('\n').slice(0, -1);
  const { tail = lines.length } = asked;
  return answer(200, {
    content: lines
      .slice(-tail)
      .map((line) => `${line}\n`)
      .join(''),
  });
}
