import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createControlApi } from './control-api.ts';
import { createControlFront } from './control-front.ts';
import type { DeploymentRequest } from './control-messages.ts';
import { createDeployments, type Deployments } from './deployments.ts';
import { createEventLog, type EventLog, logPathIn } from './event-log.ts';
import { createHttpFront } from './http-front.ts';
import { createExpiry, type Expiry } from './expiry.ts';
import { createMetricHistory } from './metric-history.ts';
import { createMetrics } from './metrics.ts';
import { thisProcess } from './process-identity.ts';
import type { ServerConfig } from './server-config.ts';
import type { ServerFile } from './server-file.ts';
import { startWorker } from '../worker/worker-process.ts';
import { createWorkerSource, type WorkerSource } from '../worker/worker-source.ts';
import { serverVersion } from './version.ts';

/** The parts of a server, which do not listen yet. */
export interface ServerParts {
  /** For clients. */
  readonly front: Server;
  /** For its owner. */
  readonly control: Server;
  readonly controlSocket: string;
  readonly deployments: Deployments;
  readonly workers: WorkerSource;
  readonly log: EventLog;
  readonly expiry: Expiry;
  /** What `server.json` has to say at this moment. */
  readonly currentFile: () => ServerFile;
}

export function assembleServer({
  config,
  privateDirectory,
  home,
  onStop,
  onChange,
}: {
  config: ServerConfig;
  privateDirectory: string;
  home: string;
  onStop: () => void;
  /** `currentFile` says something new. */
  onChange: () => void;
}): ServerParts {
  const { runtimeDirectory, mode, python, maxRequestBytes } = config;
  const { drainTimeoutInMs, transferTimeoutInMs } = config;
  const controlSocket = join(privateDirectory, 'control.sock');
  const logPath = logPathIn(runtimeDirectory);
  const log = createEventLog({ path: logPath });
  const history = createMetricHistory();
  const metrics = createMetrics(history.countRequest);
  const expiry = createExpiry({
    runtimeDirectory,
    onDue() {
      log.write({ event: 'expired' });
      onStop();
    },
  });
  const requests = new Map<string, DeploymentRequest>();
  const workers = createWorkerSource({ onEvent: (event) => log.write({ ...event }) });
  const deployments = createDeployments({
    onChange() {
      if (deployments.list().length === 0) void workers.rest();
      onChange();
    },
  });
  const state = { deployments, metrics, maxRequestBytes, version: serverVersion };
  const front = createHttpFront({ state, log, transferTimeoutInMs });
  const port = (): number => portOf(front);
  const api = createControlApi({
    deployments,
    requests,
    python,
    startWorker: (options) =>
      startWorker({ ...options, python: python.executable, home, make: workers.make }),
    port,
    metrics,
    history,
    expiry,
    log,
    logPath,
    drainTimeoutInMs,
  });
  return {
    front,
    control: createControlFront({ api, onStop }),
    controlSocket,
    deployments,
    workers,
    log,
    expiry,
    currentFile: () => ({
      formatVersion: 1,
      ...thisProcess(),
      port: port(),
      controlSocket,
      privateDirectory,
      mode,
      ...(deployments.live === undefined ? {} : { live: deployments.live }),
      deployments: [...requests.values()],
    }),
  };
}

function portOf(server: Server): number {
  // Null before it listens and after it is closed; a string only for sockets with a path.
  const address = server.address() as AddressInfo | null;
  return address?.port ?? 0;
}
