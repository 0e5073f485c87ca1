import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createControlApi } from './control-api.ts';
import { createControlFront } from './control-front.ts';
import type { DeploymentRequest } from './control-messages.ts';
import { createDeployments } from './deployments.ts';
import { createEventLog } from './event-log.ts';
import { createHttpFront } from './http-front.ts';
import { createMetrics } from './metrics.ts';
import { thisProcess } from './process-identity.ts';
import type { ServerConfig } from './server-config.ts';
import {
  claimServerFile,
  removeServerFile,
  type ServerFile,
  writeServerFile,
} from './server-file.ts';
import { serverVersion } from './version.ts';

/** A server in this process. */
export interface RunningServer {
  /** Answers what was asked, refuses what comes, ends the workers, and leaves nothing behind. */
  stop(): Promise<void>;
  /** At once. The workers notice by themselves that their sockets close. */
  abandon(): void;
}

/** A Unix socket's path has room for about 100 bytes. */
const LONGEST_TEMPORARY_DIRECTORY = 60;

/** @returns `undefined` when another server runs in the runtime directory. */
export async function runServer({
  config: { runtimeDirectory, mode, python, port, maxRequestBytes, drainTimeoutInMs },
  onStop,
}: {
  config: ServerConfig;
  /** Somebody asked for the end over the control socket. */
  onStop: () => void;
}): Promise<RunningServer | undefined> {
  mkdirSync(runtimeDirectory, { recursive: true, mode: 0o700 });
  const privateDirectory = makePrivateDirectory();
  const controlSocket = join(privateDirectory, 'control.sock');
  const home = join(privateDirectory, 'home');
  mkdirSync(home, { mode: 0o700 });

  const logPath = logPathIn(runtimeDirectory);
  const log = createEventLog({ path: logPath });
  const metrics = createMetrics();
  const requests = new Map<string, DeploymentRequest>();
  let isOurs = false;
  const deployments = createDeployments({
    onChange: () => {
      if (isOurs) writeServerFile({ runtimeDirectory, file: currentFile() });
    },
  });
  const front = createHttpFront({
    state: { deployments, metrics, maxRequestBytes, version: serverVersion },
    log,
  });
  const control = createControlFront({
    onStop,
    api: createControlApi({
      deployments,
      requests,
      python,
      home,
      metrics,
      log,
      logPath,
      drainTimeoutInMs,
      port: () => portOf(front),
    }),
  });
  const currentFile = (): ServerFile => ({
    formatVersion: 1,
    ...thisProcess(),
    port: portOf(front),
    controlSocket,
    privateDirectory,
    mode,
    ...(deployments.live === undefined ? {} : { live: deployments.live }),
    deployments: [...requests.values()],
  });
  const leave = (): void => removeServerFile({ runtimeDirectory, file: currentFile() });

  await listen(control, { path: controlSocket });
  chmodSync(controlSocket, 0o600);
  await listen(front, { host: '127.0.0.1', port });
  isOurs = claimServerFile({ runtimeDirectory, file: currentFile() }) === undefined;
  if (!isOurs) {
    front.close();
    control.close();
    leave();
    return undefined;
  }
  log.write({
    event: 'server-started',
    pid: process.pid,
    port: portOf(front),
    mode,
    torchVersion: python.torchVersion,
  });

  return {
    async stop() {
      log.write({ event: 'server-stopping' });
      const file = currentFile();
      isOurs = false;
      const closed = close(front);
      await Promise.all(
        deployments
          .list()
          .map(({ id }) => deployments.remove(id, { timeoutInMs: drainTimeoutInMs })),
      );
      await closed;
      control.close();
      log.write({ event: 'server-stopped' });
      removeServerFile({ runtimeDirectory, file });
    },
    abandon: leave,
  };
}

export function logPathIn(runtimeDirectory: string): string {
  return join(runtimeDirectory, 'server.log');
}

function makePrivateDirectory(): string {
  const directory = tmpdir().length > LONGEST_TEMPORARY_DIRECTORY ? '/tmp' : tmpdir();
  // 0700, by mkdtemp's own rule.
  return mkdtempSync(join(directory, 'torchrelay-'));
}

async function listen(
  server: Server,
  options: { path: string } | { host: string; port: number },
): Promise<void> {
  server.listen(options);
  await once(server, 'listening');
}

/** Waits for answers that are under way; connections that only wait for another request are closed. */
async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  await closed;
}

function portOf(server: Server): number {
  // Null before it listens and after it is closed; a string only for sockets with a path.
  const address = server.address() as AddressInfo | null;
  return address?.port ?? 0;
}
