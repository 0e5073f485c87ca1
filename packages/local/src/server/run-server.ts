import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TorchrelayError } from '@torchrelay/core';
import { hasCode } from '../has-code.ts';
import { assembleServer, type ServerParts } from './assemble-server.ts';
import { close, listen } from './listen.ts';
import type { ServerConfig } from './server-config.ts';
import { claimServerFile, removeServerFile, writeServerFile } from './server-file.ts';

/** A server in this process. */
export interface RunningServer {
  /** Answers what was asked, refuses what comes, ends the workers, and leaves nothing behind. */
  readonly stop: () => Promise<void>;
  /** Removes its files at once. The workers notice by themselves that their sockets close. */
  readonly abandon: () => void;
}

/** A Unix socket's path has room for about 100 bytes. */
const LONGEST_TEMPORARY_DIRECTORY = 60;

/** @returns `undefined` when another server runs in the runtime directory. */
export async function runServer({
  config,
  onStop,
}: {
  config: ServerConfig;
  /** Somebody asked for the end over the control socket. */
  onStop: () => void;
}): Promise<RunningServer | undefined> {
  const { runtimeDirectory, port, mode, python } = config;
  const privateDirectory = makePrivateDirectory();
  const home = join(privateDirectory, 'home');
  mkdirSync(home, { mode: 0o700 });
  mkdirSync(runtimeDirectory, { recursive: true, mode: 0o700 });

  let isOurs = false;
  const onChange = (): void => {
    if (isOurs) writeServerFile({ runtimeDirectory, file: parts.currentFile() });
  };
  const parts = assembleServer({ config, privateDirectory, home, onStop, onChange });
  try {
    await open(parts, port);
    isOurs = claimServerFile({ runtimeDirectory, file: parts.currentFile() }) === undefined;
  } finally {
    if (!isOurs) {
      parts.expiry.stop();
      for (const server of [parts.front, parts.control]) server.close();
      rmSync(privateDirectory, { recursive: true });
    }
  }
  if (!isOurs) return undefined;

  const file = parts.currentFile();
  const { torchVersion } = python;
  parts.log.write({ event: 'server-started', pid: file.pid, port: file.port, mode, torchVersion });
  return {
    async stop() {
      isOurs = false;
      parts.expiry.stop();
      await shutDown(parts, config.drainTimeoutInMs);
      removeServerFile({ runtimeDirectory, file });
    },
    abandon: () => removeServerFile({ runtimeDirectory, file }),
  };
}

function makePrivateDirectory(): string {
  const directory = tmpdir().length > LONGEST_TEMPORARY_DIRECTORY ? '/tmp' : tmpdir();
  // 0700, by mkdtemp's own rule.
  return mkdtempSync(join(directory, 'torchrelay-'));
}

async function open({ front, control, controlSocket }: ServerParts, port: number): Promise<void> {
  await listen(control, { path: controlSocket });
  chmodSync(controlSocket, 0o600);
  await listen(front, { host: '127.0.0.1', port }).catch((cause: unknown) => {
    const isTaken = hasCode(cause, 'EADDRINUSE');
    throw isTaken || hasCode(cause, 'EACCES') ? portTaken({ port, isTaken, cause }) : cause;
  });
}

function portTaken({
  port,
  isTaken,
  cause,
}: {
  port: number;
  isTaken: boolean;
  cause: unknown;
}): TorchrelayError {
  return new TorchrelayError({
    code: 'PORT_TAKEN',
    message: isTaken
      ? `Port ${port} on 127.0.0.1 is taken.`
      : `Port ${port} on 127.0.0.1 is kept for the system.`,
    hint: 'Choose another `port`, or leave it out for any that is free.',
    cause,
  });
}

async function shutDown(
  { front, control, deployments, workers, log }: ServerParts,
  timeoutInMs: number,
): Promise<void> {
  log.write({ event: 'server-stopping' });
  const answered = close(front, { timeoutInMs });
  await Promise.all(deployments.list().map(({ id }) => deployments.remove(id, { timeoutInMs })));
  await answered;
  await workers.rest();
  await close(control, { timeoutInMs: 0 });
  log.write({ event: 'server-stopped' });
}
