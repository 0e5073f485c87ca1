import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { packageRoot } from '../package-root.ts';
import { scrubbedEnvironment } from '../python/scrubbed-environment.ts';
import { notStarted, type WorkerEnd } from './worker-errors.ts';

/** A process that runs our Python, with one socket to it. */
export interface PythonProcess {
  /** 0 if it could not be started. */
  readonly pid: number;
  readonly socket: Duplex;
  readonly output: Duplex;
  readonly errors: Duplex;
  /** When the last of its output has come. */
  readonly ended: Promise<ProcessEnd>;
  readonly kill: () => void;
}

export type ProcessEnd = Omit<WorkerEnd, 'lastLines'>;

/** What a worker process is made of. */
export interface PythonProcessOptions {
  /** The executable. */
  readonly python: string;
  /** An empty folder: where it runs, and its home. */
  readonly home: string;
  readonly threads: number;
  readonly cudaDevice?: string | undefined;
}

/** Starts a Python of its own, which imports PyTorch before it speaks. */
export async function spawnWorker(options: PythonProcessOptions): Promise<PythonProcess> {
  const child = spawnPython({
    ...options,
    settings: [`--threads=${options.threads}`],
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  return {
    pid: child.pid ?? 0,
    ...socketsOf(child, { output: 1, errors: 2, socket: SOCKET_DESCRIPTOR }),
    ended: endOf(child),
    kill: () => void child.kill('SIGKILL'),
  };
}

/** What speaks with us in each process that {@link spawnPython} starts. */
export const SOCKET_DESCRIPTOR = 3;

/** @throws TorchrelayError `WORKER_START_FAILED` when this process has no room for the sockets */
export function spawnPython({
  python,
  home,
  threads,
  cudaDevice,
  settings,
  stdio,
}: PythonProcessOptions & {
  readonly settings: readonly string[];
  readonly stdio: StdioOptions;
}): ChildProcess {
  const isolated = ['-I', '-u', '-W', 'ignore'];
  const script = join(packageRoot(), 'python', 'torchrelay_worker');
  const parameters = [...isolated, script, `--socket-fd=${SOCKET_DESCRIPTOR}`, ...settings];
  const env = scrubbedEnvironment({ home, threads, cudaDevice });
  const child = spawn(python, parameters, { cwd: home, env, stdio });
  // Unlike its type says.
  const sockets: ChildProcess['stdio'] | undefined = child.stdio;
  if (sockets !== undefined) return child;
  child.on('error', () => {});
  throw notStarted('this process has too many files open');
}

/** Pairs of Unix domain sockets, one end inherited: no file, no path, closed by the system when either side dies. */
export function socketsOf<Name extends string>(
  child: ChildProcess,
  descriptors: Readonly<Record<Name, number>>,
): Record<Name, Duplex> {
  // `stdio` asks for a pipe in these places, which Node makes a duplex socket; its type knows only the first three.
  const socketAt = ([name, descriptor]: [string, unknown]): [string, Duplex] => [
    name,
    child.stdio[descriptor as number] as Duplex,
  ];
  return Object.fromEntries(Object.entries(descriptors).map(socketAt)) as Record<Name, Duplex>;
}

/** How long what an ended process has said may take to arrive. */
export const LAST_WORDS_IN_MS = 500;

export async function endOf(child: ChildProcess): Promise<ProcessEnd> {
  const closed = once(child, 'close');
  // 'error': it could not be started; then there is nothing to wait for.
  closed.catch(() => {});
  try {
    await once(child, 'exit');
    await lastWords(closed);
  } catch {
    // `exitCode` says it.
  }
  return { exitCode: child.exitCode, signal: child.signalCode };
}

/** Output closes after the last word, but also after that of any process that the ended one has started. */
export async function lastWords(closed: Promise<unknown>): Promise<void> {
  await Promise.race([closed, wait(LAST_WORDS_IN_MS)]);
}
