import type { TorchrelayError } from '@torchrelay/core';
import type { MetricWindow } from '@torchrelay/core/target';
import { HttpProblem } from '../inference/http-problem.ts';
import { readPackage, type ServedPackage } from '../package/served-package.ts';
import type { Python } from '../python/find-python.ts';
import type {
  ControlAnswers,
  DeploymentRequest,
  DeploymentStatus,
  ServerState,
} from './control-messages.ts';
import { createDeployment, type Deployment } from './deployment.ts';
import type { Deployments } from './deployments.ts';
import { readLastEvents, type EventLog } from './event-log.ts';
import type { Expiry } from './expiry.ts';
import type { MetricHistory } from './metric-history.ts';
import type { Metrics } from './metrics.ts';
import { planWorkers, thisMachine } from './worker-plan.ts';

/** What the control socket can be asked for. */
export interface ControlApi {
  state(): ServerState;
  create(request: DeploymentRequest): Promise<DeploymentStatus>;
  remove(id: string): ControlAnswers['DELETE /deployments'];
  setTraffic(id: string | undefined): ServerState;
  setWorkers(request: { readonly id: string; readonly workers: number }): DeploymentStatus;
  setExpiry(at: number | undefined): ControlAnswers['PUT /expiry'];
  metrics(window: MetricWindow): ControlAnswers['GET /metrics'];
  logs(options: {
    count: number;
    deployment?: string | undefined;
  }): Promise<ControlAnswers['GET /logs']>;
}

const DEPLOYMENT_ID = /^[A-Za-z0-9._:-]{1,128}$/;

export function createControlApi({
  deployments,
  requests,
  python,
  startWorker,
  port,
  metrics,
  history,
  expiry,
  log,
  logPath,
  drainTimeoutInMs,
}: {
  deployments: Deployments;
  /** What was asked for, by id: kept for `server.json`. */
  requests: Map<string, DeploymentRequest>;
  python: Python;
  startWorker: Parameters<typeof createDeployment>[0]['startWorker'];
  port: () => number;
  metrics: Metrics;
  history: MetricHistory;
  expiry: Expiry;
  log: EventLog;
  logPath: string;
  drainTimeoutInMs: number;
}): ControlApi {
  const state = (): ServerState => ({
    pid: process.pid,
    port: port(),
    torchVersion: python.torchVersion,
    pythonVersion: python.pythonVersion,
    cudaDevices: python.cudaDevices,
    ...(deployments.live === undefined ? {} : { live: deployments.live }),
    deployments: deployments.list().map(status),
  });

  const status = (deployment: Deployment): DeploymentStatus => {
    const { workersSetting } = requests.get(deployment.id) ?? {};
    return {
      ...statusOf(deployment),
      ...(workersSetting === undefined ? {} : { workersSetting }),
    };
  };

  const load = (request: DeploymentRequest, served: ServedPackage): Deployment => {
    const { id, packageDirectory } = request;
    const machine = thisMachine(python);
    const settings = planWorkers({ request, modelBytes: served.modelBytes, machine });
    log.write({ event: 'deployment-created', deployment: id, packageDirectory, settings });
    return createDeployment({
      id,
      packageDirectory,
      package: served,
      settings,
      startWorker,
      onEvent(event) {
        if (event.event === 'worker-lost') metrics.countLostWorker(id);
        log.write({ deployment: id, ...event });
      },
      onBatch(batch) {
        const inferences = served.maxBatchSize > 0 ? batch.rows : batch.requests;
        metrics.countBatch({ deployment: id, requests: batch.requests, inferences });
      },
    });
  };

  return {
    state,
    async create(request) {
      checkId(request.id);
      const existing = findSame({ deployments, request });
      if (existing !== undefined) return statusOf(existing);
      const served = await readPackage({ directory: request.packageDirectory });
      // Reading the package took a moment: somebody else may have been faster.
      const other = findSame({ deployments, request });
      if (other !== undefined) return statusOf(other);
      const deployment = load(request, served);
      requests.set(request.id, request);
      deployments.add(deployment);
      return statusOf(deployment);
    },
    remove(id) {
      const deployment = deployments.get(id);
      if (deployment === undefined) return {};
      if (deployment.state !== 'draining') {
        requests.delete(id);
        log.write({ event: 'deployment-draining', deployment: id });
        void deployments
          .remove(id, { timeoutInMs: drainTimeoutInMs })
          .then(() => log.write({ event: 'deployment-removed', deployment: id }));
      }
      return { deployment: statusOf(deployment) };
    },
    setTraffic(id) {
      if (id !== undefined) deployments.choose(id);
      if (id !== deployments.live)
        log.write({ event: 'traffic-moved', deployment: id, from: deployments.live });
      deployments.setLive(id);
      return state();
    },
    setWorkers({ id, workers }) {
      checkWorkers(workers);
      const deployment = deployments.choose(id);
      const request = requests.get(id);
      if (deployment.workers !== workers && request !== undefined) {
        const { modelBytes } = deployment.package;
        const asked = { ...request, workers };
        requests.set(id, asked);
        deployment.resize(
          planWorkers({ request: asked, modelBytes, machine: thisMachine(python) }),
        );
        log.write({ event: 'workers-changed', deployment: id, workers });
      }
      return status(deployment);
    },
    setExpiry(at) {
      expiry.set(at);
      log.write({ event: 'expiry-set', at });
      return at === undefined ? {} : { at };
    },
    metrics: (window) => history.series(window),
    logs: (options) => readLastEvents({ path: logPath, ...options }),
  };
}

function findSame({
  deployments,
  request: { id, packageDirectory },
}: {
  deployments: Deployments;
  request: DeploymentRequest;
}): Deployment | undefined {
  const existing = deployments.get(id);
  if (existing === undefined) return undefined;
  if (existing.packageDirectory === packageDirectory && existing.state !== 'draining')
    return existing;
  throw new HttpProblem({
    status: 409,
    message: `There is a deployment "${id}" already (${existing.state}, from ${existing.packageDirectory}).`,
  });
}

function checkId(id: unknown): void {
  if (typeof id === 'string' && DEPLOYMENT_ID.test(id)) return;
  throw new HttpProblem({
    status: 400,
    message: `The deployment id ${JSON.stringify(id)} is not 1 to 128 of A-Z a-z 0-9 . _ : -.`,
  });
}

function checkWorkers(workers: unknown): void {
  if (typeof workers === 'number' && Number.isSafeInteger(workers) && workers > 0) return;
  throw new HttpProblem({ status: 400, message: `There cannot be ${String(workers)} workers.` });
}

function statusOf({
  id,
  packageDirectory,
  state,
  failure,
  workerFailure,
  workerPids,
  workers,
  waiting,
  running,
}: Deployment): DeploymentStatus {
  return {
    id,
    packageDirectory,
    state,
    ...(failure === undefined ? {} : { failure: describe(failure) }),
    ...(workerFailure === undefined ? {} : { workerFailure: describe(workerFailure) }),
    workerPids,
    workers,
    waiting,
    running,
  };
}

/** Through JSON: what `data` holds beside JSON is lost on the socket anyway. */
function describe(failure: TorchrelayError): NonNullable<DeploymentStatus['failure']> {
  return JSON.parse(JSON.stringify(failure));
}
