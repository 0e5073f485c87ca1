import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { StartContainer } from '../../containers/container.ts';
import type { Azurite } from '../azurite.ts';
import { type MlHttpAnswer, type MlHttpRequest, refuse } from './ml-http.ts';
import { answerRequest } from './ml-routes.ts';
import { startMlStorage } from './ml-storage.ts';
import type { MlJob } from './jobs/ml-job.ts';
import type { ScoringFront } from './scoring-server.ts';
import {
  type MlCompute,
  type MlTroubles,
  type MlWorkspace,
  noTroubles,
  type OnlineEndpoint,
  stopDeployment,
} from './ml-workspace.ts';
import { type SpecJudge, specificationFolder, startSpecJudge } from './spec-judge.ts';

/** Azure's resource manager with one workspace, whose endpoints run containers on this machine. */
export interface AzureMlStandIn extends AsyncDisposable {
  /** Of the resource manager; a token for it has this audience. */
  readonly url: string;
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly workspace: string;
  readonly location: string;
  readonly storage: {
    readonly accountUrl: string;
    readonly credential: { readonly accountName: string; readonly accountKey: string };
  };
  /** Makes the platform misbehave from now on; what is not named stays. */
  readonly trouble: (troubles: Partial<MlTroubles>) => void;
  /** Every endpoint, deployment, model version, job, cluster and rule of autoscaling that there is, a line each. */
  readonly resources: () => readonly string[];
  readonly blobs: () => Promise<readonly string[]>;
  /** Somebody's own, in the default datastore. */
  readonly writeBlob: (name: string, text: string) => Promise<void>;
  readonly removeBlob: (name: string) => Promise<void>;
  /** Where builds of images write, as one of them: `ImageLogs/1/build.log`. */
  readonly writeBuildLog: (path: string, text: string) => Promise<void>;
  /** Of one name, to look behind the platform or to change it as somebody else would. */
  readonly endpoint: (name: string) => OnlineEndpoint | undefined;
  /** Every version of an environment, as it was written. */
  readonly environments: () => readonly {
    readonly properties: Readonly<Record<string, unknown>>;
  }[];
  /** Takes the machines of a running job away. */
  readonly interruptJob: (name: string) => void;
  /** A job as it was written, and the states that it can be looked at in. */
  readonly job: (name: string) => MlJob | undefined;
  readonly compute: (name: string) => MlCompute | undefined;
  /** Puts a secret into the Key Vault that jobs reach. */
  readonly keepSecret: (name: string, value: string) => void;
  /** The requests to the resource manager so far: `PUT onlineEndpoints/demo`. */
  readonly requests: readonly string[];
}

export interface AzureMlOptions {
  readonly start: StartContainer;
  /** How long each change takes, in milliseconds. @default 3 */
  readonly changeInMs?: number;
  /**
   * How many looks find a change under way, whatever the time; the next one waits for its end. For tests that count
   * requests.
   *
   * @default what time makes of it
   */
  readonly looks?: number;
  /** A Python with PyTorch: without it jobs run nothing, until they are cancelled. */
  readonly trainingPython?: string;
  /** Stands before the address of each endpoint. */
  readonly front?: ScoringFront;
  /** For its storage, where several workspaces share one that outlives them. @default one of its own */
  readonly azurite?: Azurite;
}

export async function startAzureMl({
  start,
  changeInMs = 3,
  looks,
  front,
  azurite,
  trainingPython,
}: AzureMlOptions): Promise<AzureMlStandIn> {
  const judge = await findJudge();
  const storage = await startMlStorage(azurite);
  const workspace = newWorkspace({
    start,
    changeInMs,
    looks,
    front,
    storage,
    trainingPython,
    origin: () => url,
  });
  let url = '';
  const requests: string[] = [];
  const respond = async (message: IncomingMessage): Promise<MlHttpAnswer> => {
    const request = await read(message);
    const answered = await answerRequest(workspace, request);
    await judge?.judge(request, answered);
    requests.push(`${request.method} ${request.url.pathname.slice(workspace.id.length + 1)}`);
    return answered;
  };
  const server = createServer((message, response) => {
    respond(message).then(
      (answered) => send(response, answered),
      (error: unknown) => send(response, refuse(500, 'InternalServerError', String(error))),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  const { accountUrl, accountName, accountKey } = storage.azurite;
  return {
    url,
    subscription: workspace.subscription,
    resourceGroup: workspace.resourceGroup,
    workspace: workspace.name,
    location: workspace.location,
    storage: { accountUrl, credential: { accountName, accountKey } },
    requests,
    trouble: (troubles) => void Object.assign(workspace.troubles, troubles),
    resources: () => resourcesOf(workspace),
    blobs: () => storage.names(),
    writeBlob: (name, text) => storage.write(name, Buffer.from(text)),
    removeBlob: (name) => storage.remove(name),
    interruptJob(name) {
      const job = workspace.jobs.get(name);
      if (job !== undefined) job.isInterrupted = true;
    },
    job: (name) => workspace.jobs.get(name),
    compute: (name) => workspace.computes.get(name),
    keepSecret: (name, value) => void workspace.secrets.set(name, value),
    writeBuildLog: (path, text) => storage.writeBuildLog(path, text),
    endpoint: (name) => workspace.endpoints.get(name),
    environments: () => [...workspace.environments.values()].flatMap((each) => [...each.values()]),
    async [Symbol.asyncDispose]() {
      for (const job of workspace.jobs.values()) job.isToEnd = true;
      await Promise.all(workspace.underWay);
      await stopAll(workspace);
      server.closeAllConnections();
      server.close();
      await storage[Symbol.asyncDispose]();
      report(judge);
    },
  };
}

function newWorkspace({
  start,
  changeInMs,
  looks,
  front,
  storage,
  trainingPython,
  origin,
}: Pick<
  MlWorkspace,
  'start' | 'changeInMs' | 'looks' | 'front' | 'storage' | 'trainingPython' | 'origin'
>): MlWorkspace {
  const [subscription, resourceGroup, name] = [randomUUID(), 'research', 'vision'];
  return {
    subscription,
    resourceGroup,
    name,
    id: `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${name}`,
    location: 'eastus',
    storage,
    start,
    changeInMs,
    looks,
    front,
    endpoints: new Map(),
    models: new Map(),
    environments: new Map(),
    operations: new Map(),
    jobs: new Map(),
    computes: new Map(),
    secrets: new Map(),
    identitySecret: randomUUID(),
    trainingPython,
    origin,
    autoscaling: new Map(),
    troubles: noTroubles(),
    underWay: new Set(),
  };
}

async function findJudge(): Promise<SpecJudge | undefined> {
  const folder = specificationFolder();
  return folder === undefined ? undefined : startSpecJudge(folder);
}

async function read(message: IncomingMessage): Promise<MlHttpRequest> {
  const text = Buffer.concat(await Array.fromAsync<Uint8Array>(message)).toString();
  return {
    method: message.method ?? 'GET',
    url: new URL(message.url ?? '/', `http://${message.headers.host}`),
    headers: headersOf(message),
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
  };
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function send(response: ServerResponse, { status, headers = {}, body }: MlHttpAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function resourcesOf({
  endpoints,
  models,
  autoscaling,
  jobs,
  computes,
}: MlWorkspace): readonly string[] {
  return [
    ...[...jobs.keys()].map((name) => `job ${name}`),
    ...[...computes.keys()].map((name) => `compute ${name}`),
    ...[...autoscaling.keys()].map((name) => `autoscaling ${name}`),
    ...[...endpoints.values()].flatMap(({ name, deployments }) => [
      `endpoint ${name}`,
      ...[...deployments.keys()].map((deployment) => `deployment ${name}/${deployment}`),
    ]),
    ...[...models].flatMap(([model, versions]) =>
      [...versions.keys()].map((version) => `model ${model}:${version}`),
    ),
  ];
}

async function stopAll({ endpoints }: MlWorkspace): Promise<void> {
  for (const { deployments, server } of endpoints.values()) {
    for (const deployment of deployments.values()) await stopDeployment(deployment);
    await server[Symbol.asyncDispose]();
  }
}

/** One violation fails whatever has used the stand-in. */
function report(judge: SpecJudge | undefined): void {
  if (judge === undefined) {
    console.log(
      'Azure ML: not held against its specification, which is not here (AZURE_REST_API_SPECS).',
    );
    return;
  }
  if (judge.beside() > 0) {
    console.log(
      `Azure Monitor: ${judge.beside()} exchanges, not held against its specification, which is not here`,
    );
  }
  const violations = judge.violations();
  console.log(`Azure ML: ${judge.exchanges()} exchanges, ${violations.length} spec violations`);
  if (violations.length === 0) return;
  throw new Error(
    `Azure ML's specification was broken ${violations.length} times:\n${[...new Set(violations)].slice(0, 20).join('\n')}`,
  );
}
