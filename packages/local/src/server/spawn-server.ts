import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { join } from 'node:path';
import { TorchrelayError } from '@torchrelay/core';
import { nodeArguments } from '../package-root.ts';
import { findPython } from '../python/find-python.ts';
import { createControlClient, type ControlClient } from './control-client.ts';
import { LIFELINE_DESCRIPTOR, type ServerConfig, type ServerGreeting } from './server-config.ts';
import { isRunning, readServerFile, removeServerFile, type ServerFile } from './server-file.ts';

/** A server that runs. */
export interface LocalServer {
  readonly file: ServerFile;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly control: ControlClient;
}

/** How the server on this machine is started. */
export interface SpawnServerOptions {
  /** Where `server.json` and `server.log` are. One server per directory. */
  readonly runtimeDirectory: string;
  /** `attached` (the default) ends with this process, however this one ends; `detached` stays. */
  readonly mode?: 'attached' | 'detached';
  /** See {@link findPython}. */
  readonly python?: string | undefined;
  /** On 127.0.0.1. Any that is free by default. */
  readonly port?: number;
  /** Larger bodies are refused with 413. 256 MiB by default. */
  readonly maxRequestBytes?: number;
  /** How long requests that are there may still take when a deployment or the server goes. 30 seconds by default. */
  readonly drainTimeoutInMs?: number;
  /** How long a request may take to arrive, and its answer to be taken. 60 seconds by default. */
  readonly transferTimeoutInMs?: number;
  readonly abortSignal?: AbortSignal | undefined;
}

/**
 * The server that runs in a runtime directory; `undefined` if none does. What a dead one left is not touched:
 * `readServerFile` still tells what it had loaded.
 */
export function findServer({
  runtimeDirectory,
}: {
  runtimeDirectory: string;
}): LocalServer | undefined {
  const file = readServerFile(runtimeDirectory);
  return file !== undefined && isRunning(file) ? toServer(file) : undefined;
}

/**
 * Starts a server, or finds the one that runs in the directory already.
 *
 * @throws TorchrelayError `PYTHON_NOT_FOUND`, `PORT_TAKEN`, `SERVER_START_FAILED`
 */
export async function spawnServer(options: SpawnServerOptions): Promise<LocalServer> {
  const { runtimeDirectory, mode = 'attached', abortSignal } = options;
  const running = findServer({ runtimeDirectory });
  if (running !== undefined) return running;
  const python = await findPython({ python: options.python });
  abortSignal?.throwIfAborted();
  mkdirSync(runtimeDirectory, { recursive: true, mode: 0o700 });
  const child = startProcess({ runtimeDirectory, mode });
  const greeting = await greet({
    child,
    abortSignal,
    config: {
      runtimeDirectory,
      mode,
      python,
      port: options.port ?? 0,
      maxRequestBytes: options.maxRequestBytes ?? 256 * 1024 * 1024,
      drainTimeoutInMs: options.drainTimeoutInMs ?? 30_000,
      transferTimeoutInMs: options.transferTimeoutInMs ?? 60_000,
    },
  });
  if (greeting.kind === 'failed') throw toldBy(greeting, runtimeDirectory);
  const started = findServer({ runtimeDirectory });
  if (started === undefined) throw startFailed({ runtimeDirectory, message: 'it ended at once' });
  if (greeting.kind === 'ready' && mode === 'attached')
    tidyAfter(child, { runtimeDirectory, file: started.file });
  return started;
}

function toServer(file: ServerFile): LocalServer {
  return {
    file,
    url: `http://127.0.0.1:${file.port}`,
    control: createControlClient({ controlSocket: file.controlSocket }),
  };
}

/**
 * Below so many MB V8 looks for no garbage; above, it grows as ever. What the server keeps is small, and so its heap would
 * be small, too: a few bodies would fill it again and again.
 */
const FIRST_COLLECTION = '--initial-heap-size=128';

function startProcess({
  runtimeDirectory,
  mode,
}: {
  runtimeDirectory: string;
  mode: string;
}): ChildProcess {
  // What Node itself says when it dies; the events are in `server.log`.
  const output = openSync(join(runtimeDirectory, 'server-output.log'), 'a', 0o600);
  try {
    const child = spawn(process.execPath, [FIRST_COLLECTION, ...nodeArguments('server')], {
      // Its own session when it is to stay.
      detached: mode === 'detached',
      stdio: ['ignore', output, output, 'pipe'],
    });
    child.unref();
    return child;
  } finally {
    closeSync(output);
  }
}

async function greet({
  child,
  config,
  abortSignal,
}: {
  child: ChildProcess;
  config: ServerConfig;
  abortSignal: AbortSignal | undefined;
}): Promise<ServerGreeting> {
  // `stdio` asks for a pipe here, which Node makes a duplex socket; its type knows only the first three.
  const lifeline = child.stdio[LIFELINE_DESCRIPTOR] as Duplex & { unref(): void };
  const stop = (): void => void child.kill('SIGKILL');
  abortSignal?.addEventListener('abort', stop, { once: true });
  try {
    lifeline.write(`${JSON.stringify(config)}\n`);
    const greeting = await readGreeting({ child, lifeline, config });
    abortSignal?.throwIfAborted();
    return greeting;
  } finally {
    abortSignal?.removeEventListener('abort', stop);
    if (config.mode === 'detached') lifeline.destroy();
    // Open as long as this process lives, but no reason for it to live on.
    else lifeline.unref();
  }
}

function readGreeting({
  child,
  lifeline,
  config: { runtimeDirectory },
}: {
  child: ChildProcess;
  lifeline: Duplex;
  config: ServerConfig;
}): Promise<ServerGreeting> {
  return new Promise((resolve, reject) => {
    let text = '';
    lifeline.on('data', (chunk) => {
      text += String(chunk);
      if (text.endsWith('\n')) resolve(JSON.parse(text));
    });
    lifeline.on('error', () => {});
    child.once('error', (cause) =>
      reject(startFailed({ runtimeDirectory, message: 'Node could not be started', cause })),
    );
    child.once('exit', (exitCode, signal) =>
      reject(
        startFailed({
          runtimeDirectory,
          message: `it ended with ${signal ?? `exit code ${exitCode}`}`,
        }),
      ),
    );
  });
}

/** A server killed with -9 cannot clean up; the parent that outlives it can. */
function tidyAfter(
  child: ChildProcess,
  owned: { runtimeDirectory: string; file: ServerFile },
): void {
  child.once('exit', () => removeServerFile(owned));
}

function toldBy(
  { error: { code, message, hint } }: Extract<ServerGreeting, { kind: 'failed' }>,
  runtimeDirectory: string,
): TorchrelayError {
  return code === undefined
    ? startFailed({ runtimeDirectory, message })
    : new TorchrelayError({ code, message, hint });
}

function startFailed({
  runtimeDirectory,
  message,
  cause,
}: {
  runtimeDirectory: string;
  message: string;
  cause?: unknown;
}): TorchrelayError {
  return new TorchrelayError({
    code: 'SERVER_START_FAILED',
    message: `The local server could not be started: ${message}.`,
    hint: `Its output is in ${join(runtimeDirectory, 'server-output.log')}.`,
    cause,
  });
}
