import { answerJobs } from './jobs/job-routes.ts';
import { identityAnswer, vaultAnswer } from './jobs/key-vault.ts';
import { answerHistory, discoveryAnswer } from './jobs/run-history.ts';
import { answerAssets } from './ml-assets.ts';
import { answerDeployments } from './ml-deployments.ts';
import { answerComputes } from './ml-computes.ts';
import { answerEndpoints } from './ml-endpoints.ts';
import { type MlHttpAnswer, type MlHttpRequest, answer, refuse } from './ml-http.ts';
import { answerAutoscaling, answerMetrics } from './ml-monitor.ts';
import { answerOperations } from './ml-operations.ts';
import { sizesAnswer, usagesAnswer } from './ml-sizes.ts';
import type { MlWorkspace } from './ml-workspace.ts';
import { readToken } from './read-token.ts';

/** What the resource manager answers. */
export async function answerRequest(
  workspace: MlWorkspace,
  request: MlHttpRequest,
): Promise<MlHttpAnswer> {
  const path = decodeURIComponent(request.url.pathname);
  const open = openAnswer(workspace, request, path);
  if (open !== undefined) return open;
  const token = request.headers['authorization']?.replace(/^Bearer /, '') ?? '';
  if (readToken(token)?.audience !== request.url.origin) {
    return refuse(401, 'InvalidAuthenticationToken', 'The access token is missing or invalid.');
  }
  if (path.startsWith('/history/'))
    return refusedRun(workspace, path) ?? answerHistory(workspace, path);
  const location = /\/locations\/[^/]+\/(.+)$/.exec(path)?.[1];
  if (location !== undefined) return answerLocation(workspace, location.split('/'));
  const [, rule] = /\/Microsoft\.Insights\/autoscalesettings(?:\/([^/]+))?$/.exec(path) ?? [''];
  const isRule =
    path.startsWith(groupOf(workspace)) && path.includes('/Microsoft.Insights/autoscalesettings');
  if (isRule)
    return refusedAction(workspace, request, path) ?? answerAutoscaling(workspace, rule, request);
  if (path !== workspace.id && !path.startsWith(`${workspace.id}/`)) return noSuchPlace(path);
  const parts = path.slice(workspace.id.length + 1).split('/');
  return (
    refusedAction(workspace, request, path) ??
    askedRefusal(workspace, request, path) ??
    answerInside(workspace, parts, request)
  );
}

/** What no token of the resource manager is asked for. */
function openAnswer(
  workspace: MlWorkspace,
  request: MlHttpRequest,
  path: string,
): MlHttpAnswer | undefined {
  if (path === '/discovery') return discoveryAnswer(request);
  if (path === '/msi/token') return identityAnswer(workspace, request);
  return path.startsWith('/vault/') ? vaultAnswer(workspace, request) : undefined;
}

async function answerInside(
  workspace: MlWorkspace,
  parts: readonly string[],
  request: MlHttpRequest,
): Promise<MlHttpAnswer> {
  const [kind, , inside] = parts;
  if (parts.at(-1) === 'metrics')
    return answerMetrics(workspace, parts.slice(0, parts.indexOf('providers')), request);
  if (kind === '') return answer(200, workspaceAnswer(workspace, request));
  if (kind === 'jobs') return answerJobs(workspace, parts, request);
  if (kind === 'computes') return answerComputes(workspace, parts, request);
  if (kind === 'datastores') return answerDatastores(workspace, parts[1]);
  if (kind === 'models' || kind === 'environments') return answerAssets(workspace, parts, request);
  if (kind === 'onlineEndpoints' && inside === 'deployments')
    return answerDeployments(workspace, parts, request);
  if (kind === 'onlineEndpoints') return answerEndpoints(workspace, parts, request);
  return refuse(404, 'InvalidResourceType', `There is no resource type ${kind}.`);
}

async function answerLocation(
  workspace: MlWorkspace,
  parts: readonly string[],
): Promise<MlHttpAnswer> {
  if (parts[0] === 'vmSizes') return answer(200, sizesAnswer());
  if (parts[0] === 'usages') return answer(200, usagesAnswer(workspace.subscription));
  return answerOperations(workspace, parts);
}

function groupOf({ subscription, resourceGroup }: MlWorkspace): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/`;
}

function noSuchPlace(path: string): MlHttpAnswer {
  const [, group, workspace] = /resourceGroups\/([^/]+).*\/workspaces\/([^/]+)/.exec(path) ?? [];
  const said = `The Resource 'Microsoft.MachineLearningServices/workspaces/${workspace}' under resource group '${group}' was not found.`;
  return refuse(404, 'ResourceNotFound', said);
}

const verbs: Readonly<Record<string, string>> = {
  GET: 'read',
  PUT: 'write',
  PATCH: 'write',
  DELETE: 'delete',
  POST: 'action',
};

function refusedAction(
  { troubles }: MlWorkspace,
  { method }: MlHttpRequest,
  path: string,
): MlHttpAnswer | undefined {
  const [, provider = '', rest = ''] = /.*\/providers\/([^/]+)\/(.*)$/.exec(path) ?? [];
  const types = rest.split('/').filter((_, index) => index % 2 === 0);
  const action = [provider, ...types, verbs[method]].filter((part) => part !== '').join('/');
  if (!troubles.denied.some((denied) => action.endsWith(denied))) return undefined;
  const said = `The client 'somebody@example.com' with object id '1' does not have authorization to perform action '${action}' over scope '${path}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
  return refuse(403, 'AuthorizationFailed', said);
}

/** It asks for an action of the resource manager's, too. */
function refusedRun({ troubles }: MlWorkspace, path: string): MlHttpAnswer | undefined {
  const action = 'Microsoft.MachineLearningServices/workspaces/experiments/runs/read';
  if (!troubles.denied.some((denied) => action.endsWith(denied))) return undefined;
  const said = `The client does not have authorization to perform action '${action}' over scope '${path}'.`;
  return refuse(403, 'AuthorizationFailed', said);
}

function askedRefusal(
  { troubles: { refuses } }: MlWorkspace,
  { method }: MlHttpRequest,
  path: string,
): MlHttpAnswer | undefined {
  if (refuses === undefined || method === 'GET' || !path.endsWith(refuses.path)) return undefined;
  return answer(refuses.status, refuses.body);
}

function workspaceAnswer(
  { id, name, location, troubles }: MlWorkspace,
  { url: { origin } }: MlHttpRequest,
): object {
  const { managedNetwork } = troubles;
  const type = 'Microsoft.MachineLearningServices/workspaces';
  return {
    id,
    name,
    type,
    location,
    properties: {
      friendlyName: name,
      discoveryUrl: `${origin}/discovery`,
      ...(managedNetwork && { managedNetwork }),
    },
  };
}

function answerDatastores(workspace: MlWorkspace, name: string | undefined): MlHttpAnswer {
  if (name === undefined) return answer(200, { value: [datastore(workspace)] });
  return name === 'workspaceblobstore'
    ? answer(200, datastore(workspace))
    : refuse(404, 'UserError', `The datastore ${name} was not found.`);
}

/** Its account is not where a storage account of Azure is: whoever asks has to be told. */
function datastore({ id, storage }: MlWorkspace): object {
  const name = 'workspaceblobstore';
  return {
    id: `${id}/datastores/${name}`,
    name,
    type: 'Microsoft.MachineLearningServices/workspaces/datastores',
    properties: {
      datastoreType: 'AzureBlob',
      isDefault: true,
      accountName: storage.azurite.accountName,
      containerName: storage.container,
      endpoint: 'core.windows.net',
      protocol: 'https',
      credentials: { credentialsType: 'None' },
    },
  };
}
