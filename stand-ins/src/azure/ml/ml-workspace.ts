import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import type { Container, StartContainer } from '../../containers/container.ts';
import type { MlHttpRequest } from './ml-http.ts';
import type { MlJob } from './jobs/ml-job.ts';
import type { MlStorage } from './ml-storage.ts';
import type { ScoringFront, ScoringServer } from './scoring-server.ts';

export type Json = Readonly<Record<string, unknown>>;

/** As it was written, without what Azure adds. */
export interface Written {
  readonly tags?: Readonly<Record<string, string>>;
  readonly identity?: Json & { readonly type: string };
  readonly sku?: { readonly name: string; readonly capacity: number };
  readonly properties: Json;
}

export interface OnlineEndpoint {
  readonly name: string;
  readonly createdAt: string;
  readonly server: ScoringServer;
  /** Lets requests in. */
  key: string;
  written: Written;
  state: string;
  readonly deployments: Map<string, OnlineDeployment>;
  /** Every request that was let in and answered. */
  readonly scored: ScoredRequest[];
}

export interface ScoredRequest {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly deployment: string;
  readonly status: number;
  readonly tookInMs: number;
}

/** As it was written. */
export interface AutoscaleSetting {
  readonly tags?: Readonly<Record<string, string>>;
  readonly properties: {
    readonly targetResourceUri: string;
    readonly profiles: readonly {
      readonly capacity: { readonly minimum: string; readonly maximum: string };
    }[];
  };
}

export interface OnlineDeployment {
  readonly name: string;
  readonly createdAt: string;
  written: Written;
  state: string;
  container: Container | undefined;
  /** What its containers wrote, by the container's type. */
  readonly logs: Map<string, string>;
}

/** A cluster, as it was written. */
export interface MlCompute {
  readonly name: string;
  readonly written: {
    readonly identity?: Json;
    readonly tags?: Readonly<Record<string, string>>;
    readonly properties: {
      readonly properties: { readonly vmSize: string; readonly vmPriority: string };
    };
  };
  state: string;
}

/** A version of a model or of an environment. */
export interface Asset {
  readonly createdAt: string;
  readonly properties: Json;
  state: string;
  /** What brings it about, where that takes a while. */
  building?: Operation;
}

export interface Operation {
  /** Settles with its end. */
  readonly ended: Promise<void>;
  /** How often it has been looked at. */
  looks: number;
  state: 'InProgress' | 'Succeeded' | 'Failed';
  error?: { readonly code: string; readonly message: string };
}

/** Why something that was accepted comes to nothing. */
export class OperationError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What goes wrong from now on. */
export interface MlTroubles {
  /** Sizes that the region has none of: found out after a while. */
  exhausted: ReadonlySet<string>;
  /** vCPUs that are left for a size: found out at once. */
  quota: ReadonlyMap<string, number>;
  imageBuildFails: boolean;
  serverCrashes: boolean;
  /** What a deployment that was accepted comes to. */
  deploymentFails: { readonly code: string; readonly message: string } | undefined;
  /** Changes that are accepted and come to nothing, each once: `PUT`, `onlineEndpoints/demo`. */
  fails: readonly { readonly method: string; readonly path: RegExp }[];
  /** The answer to requests that change something and whose path ends so: `onlineEndpoints/demo`. */
  refuses: { readonly path: string; readonly status: number; readonly body: object } | undefined;
  /** Actions that whoever asks is not allowed, by the end of their name. */
  denied: readonly string[];
  /** What every endpoint answers by itself, before a container is asked. */
  scoringStatus: number | undefined;
  /** Of the workspace, as its answer tells of it. */
  managedNetwork: object | undefined;
  /** What jobs fail with before they run, once each, by what their names begin with. */
  jobFails: Map<string, string>;
  /** Endpoints of which the next look at a deployment's errors shows one. */
  alarms: Set<string>;
}

export interface MlWorkspace {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly name: string;
  /** `/subscriptions/…/workspaces/mine` */
  readonly id: string;
  readonly location: string;
  readonly storage: MlStorage;
  readonly start: StartContainer;
  readonly endpoints: Map<string, OnlineEndpoint>;
  readonly models: Map<string, Map<string, Asset>>;
  readonly environments: Map<string, Map<string, Asset>>;
  readonly operations: Map<string, Operation>;
  readonly jobs: Map<string, MlJob>;
  readonly computes: Map<string, MlCompute>;
  /** Of a Key Vault, by their names. */
  readonly secrets: Map<string, string>;
  /** Known to jobs with a managed identity alone. */
  readonly identitySecret: string;
  /** The Python with PyTorch that jobs run with. */
  readonly trainingPython: string | undefined;
  /** Where it is reached. */
  readonly origin: () => string;
  /** Of Azure Monitor, in the resource group. */
  readonly autoscaling: Map<string, AutoscaleSetting>;
  readonly troubles: MlTroubles;
  /** How long each change takes, in milliseconds. */
  readonly changeInMs: number;
  /** How many looks find a change under way, whatever the time; the next one waits for its end. */
  readonly looks: number | undefined;
  readonly front: ScoringFront | undefined;
  /** What has been begun and not ended. */
  readonly underWay: Set<Promise<void>>;
}

export function noTroubles(): MlTroubles {
  return {
    exhausted: new Set(),
    quota: new Map(),
    imageBuildFails: false,
    serverCrashes: false,
    deploymentFails: undefined,
    fails: [],
    refuses: undefined,
    denied: [],
    scoringStatus: undefined,
    managedNetwork: undefined,
    jobFails: new Map(),
    alarms: new Set(),
  };
}

/** Begins what takes a while. Its end, or its failure, is the operation's. */
export function beginOperation(workspace: MlWorkspace, work: () => Promise<void>): string {
  const id = `oe:${randomUUID()}`;
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const operation: Operation = { state: 'InProgress', looks: 0, ended };
  workspace.operations.set(id, operation);
  const running = (async () => {
    await delay(workspace.changeInMs);
    try {
      await work();
      operation.state = 'Succeeded';
    } catch (error) {
      operation.state = 'Failed';
      operation.error = {
        code: error instanceof OperationError ? error.code : 'InternalServerError',
        message: error instanceof Error ? error.message : String(error),
      };
    }
    end();
  })();
  workspace.underWay.add(running);
  void running.finally(() => workspace.underWay.delete(running));
  return id;
}

/** The same for a thing that has failed where its change has. */
export function beginChange(
  workspace: MlWorkspace,
  {
    thing,
    request,
    work,
  }: {
    readonly thing: { state: string };
    readonly request: Pick<MlHttpRequest, 'method' | 'url'>;
    readonly work: () => Promise<void>;
  },
): string {
  return beginOperation(workspace, async () => {
    try {
      failWhereAsked(workspace.troubles, request);
      await work();
    } catch (error) {
      thing.state = 'Failed';
      throw error;
    }
  });
}

function failWhereAsked(
  troubles: MlTroubles,
  { method, url: { pathname } }: Pick<MlHttpRequest, 'method' | 'url'>,
): void {
  const fault = troubles.fails.find((each) => each.method === method && each.path.test(pathname));
  if (fault === undefined) return;
  troubles.fails = troubles.fails.filter((each) => each !== fault);
  throw new OperationError('InternalServerError', 'An internal server error occurred.');
}

/** Whether whoever looks finds it under way still: a matter of time, or of how often it is looked at. */
export async function isUnderWay(
  { looks }: Pick<MlWorkspace, 'looks'>,
  operation: Operation,
): Promise<boolean> {
  operation.looks += 1;
  if (looks === undefined) return operation.state === 'InProgress';
  if (operation.looks <= looks) return true;
  await operation.ended;
  return false;
}

export async function stopDeployment(deployment: OnlineDeployment): Promise<void> {
  const { container } = deployment;
  deployment.container = undefined;
  await container?.[Symbol.asyncDispose]();
}
