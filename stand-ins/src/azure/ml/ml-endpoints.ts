import { randomBytes } from 'node:crypto';

import { missing } from './ml-assets.ts';
import { type MlHttpAnswer, type MlHttpRequest, answer, page, refuse } from './ml-http.ts';
import {
  beginChange,
  type Json,
  type MlWorkspace,
  type OnlineEndpoint,
  stopDeployment,
  type Written,
} from './ml-workspace.ts';
import { accepted, operationHeaders } from './ml-operations.ts';
import { startScoringServer } from './scoring-server.ts';

/** `onlineEndpoints`, `onlineEndpoints/{name}`, `onlineEndpoints/{name}/{action}`. */
export async function answerEndpoints(
  workspace: MlWorkspace,
  [, name, action]: readonly string[],
  request: MlHttpRequest,
): Promise<MlHttpAnswer> {
  const { endpoints } = workspace;
  if (name === undefined) {
    return page(
      [...endpoints.values()].map((each) => shown(workspace, each)),
      request,
    );
  }
  const endpoint = endpoints.get(name);
  if (request.method === 'PUT') return put(workspace, name, request);
  if (endpoint === undefined) {
    return request.method === 'DELETE' ? answer(204) : missing(endpointId(workspace, name));
  }
  if (action === 'listKeys') return answer(200, { primaryKey: endpoint.key, secondaryKey: '-' });
  if (action === 'token') return answer(200, token(endpoint));
  if (request.method === 'DELETE') return remove(workspace, endpoint, request);
  return answer(200, shown(workspace, endpoint));
}

function endpointId({ id }: MlWorkspace, name: string): string {
  return `${id}/onlineEndpoints/${name}`;
}

function token({ key }: OnlineEndpoint): Json {
  const soon = Math.floor(Date.now() / 1000) + 3600;
  return { accessToken: key, tokenType: 'Bearer', refreshAfterTimeUtc: soon, expiryTimeUtc: soon };
}

function shown(workspace: MlWorkspace, endpoint: OnlineEndpoint): Json {
  const { name, createdAt, written, state, server } = endpoint;
  const { identity, tags = {}, properties } = written;
  return {
    id: endpointId(workspace, name),
    name,
    type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
    systemData: { createdAt, createdByType: 'User' },
    location: workspace.location,
    kind: 'Managed',
    tags,
    ...(identity !== undefined && { identity: withPrincipal(identity) }),
    properties: {
      traffic: {},
      ...properties,
      keys: null,
      provisioningState: state,
      ...(state !== 'Creating' && {
        scoringUri: server.scoringUri,
        swaggerUri: `${server.scoringUri}/swagger.json`,
      }),
    },
  };
}

function withPrincipal(identity: Json & { readonly type: string }): Json {
  const id = '00000000-1111-2222-3333-444444444444';
  return identity.type === 'SystemAssigned'
    ? { ...identity, principalId: id, tenantId: id }
    : identity;
}

const working: ReadonlySet<string> = new Set(['Creating', 'Updating', 'Deleting']);

async function put(
  workspace: MlWorkspace,
  name: string,
  request: MlHttpRequest,
): Promise<MlHttpAnswer> {
  const written = request.body as Written;
  const known = workspace.endpoints.get(name);
  if (!/^[a-z][a-z0-9-]{1,30}[a-z0-9]$/i.test(name)) {
    return refuse(400, 'BadRequest', `The name ${name} is not valid for an endpoint.`);
  }
  if (known !== undefined && working.has(known.state)) return busy(known);
  const refused = known === undefined ? undefined : refusedTraffic(known, written);
  if (refused !== undefined) return refused;
  const endpoint = known ?? (await newEndpoint(workspace, name, written));
  endpoint.state = known === undefined ? 'Creating' : 'Updating';
  workspace.endpoints.set(name, endpoint);
  const operation = beginChange(workspace, {
    thing: endpoint,
    request,
    work: async () => {
      // A full write: what it leaves out is gone.
      endpoint.written = written;
      endpoint.state = 'Succeeded';
    },
  });
  const headers = operationHeaders(workspace, operation, request);
  return answer(known === undefined ? 201 : 200, shown(workspace, endpoint), headers);
}

async function newEndpoint(
  { troubles, front }: MlWorkspace,
  name: string,
  written: Written,
): Promise<OnlineEndpoint> {
  const server = await startScoringServer({ troubles, front });
  const endpoint: OnlineEndpoint = {
    name,
    createdAt: new Date().toISOString(),
    server,
    key: randomBytes(16).toString('hex'),
    written,
    state: 'Creating',
    deployments: new Map(),
    scored: [],
  };
  server.serve(endpoint);
  return endpoint;
}

export function busy({
  name,
  state,
}: {
  readonly name: string;
  readonly state: string;
}): MlHttpAnswer {
  return refuse(409, 'Conflict', `${name} is ${state}: another change is running.`);
}

/** Traffic goes to deployments that are there, and is all or nothing; a mirror takes at most half. */
function refusedTraffic(
  { deployments }: OnlineEndpoint,
  { properties }: Written,
): MlHttpAnswer | undefined {
  const traffic = (properties['traffic'] ?? {}) as Record<string, number>;
  const mirror = (properties['mirrorTraffic'] ?? {}) as Record<string, number>;
  const used = Object.entries(traffic).filter(([, share]) => share > 0);
  const sum = used.reduce((all, [, share]) => all + share, 0);
  if (sum !== 0 && sum !== 100) {
    return refuse(400, 'BadRequest', `Traffic must sum up to 0 or 100, not ${sum}.`);
  }
  const absent = [...used.map(([name]) => name), ...Object.keys(mirror)].find(
    (name) => deployments.get(name)?.state !== 'Succeeded',
  );
  if (absent !== undefined) {
    return refuse(400, 'BadRequest', `There is no deployment ${absent} that traffic could go to.`);
  }
  const both = used.find(([name]) => (mirror[name] ?? 0) > 0);
  return both && refuse(400, 'BadRequest', `${both[0]} cannot have live and mirrored traffic.`);
}

/** With all its deployments. */
function remove(
  workspace: MlWorkspace,
  endpoint: OnlineEndpoint,
  request: MlHttpRequest,
): MlHttpAnswer {
  if (working.has(endpoint.state)) return busy(endpoint);
  endpoint.state = 'Deleting';
  const operation = beginChange(workspace, {
    thing: endpoint,
    request,
    work: async () => {
      for (const deployment of endpoint.deployments.values()) await stopDeployment(deployment);
      await endpoint.server[Symbol.asyncDispose]();
      workspace.endpoints.delete(endpoint.name);
    },
  });
  return accepted(workspace, operation, request);
}
