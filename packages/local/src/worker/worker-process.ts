import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { WireTensor } from '@torchrelay/core';
import { TorchrelayError } from '@torchrelay/core';
import { packageRoot } from '../package-root.ts';
import { scrubbedEnvironment } from '../python/scrubbed-environment.ts';
import { createFrameReader, encodeFrame, type Frame } from './frame.ts';
import { createLastLines } from './last-lines.ts';
import { lostError, modelError, startError, type WorkerEnd } from './worker-errors.ts';

export interface WorkerRequest {
  readonly type: 'load' | 'infer' | 'rehearse' | 'adapt';
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly tensors?: readonly WireTensor[];
  /** How long the worker may look for the next request before it sleeps. @default 0 */
  readonly stayAwakeInMs?: number;
}

/** A Python process with one socket to it. It ends when the socket closes. */
export interface WorkerProcess {
  readonly pid: number;
  readonly ended: Promise<WorkerEnd>;
  /** False from the moment that it was killed or seen to end. */
  readonly isAlive: boolean;
  /**
   * @throws TorchrelayError `MODEL_FAILED` with the worker's own word in `data.reason`; `WORKER_LOST` when the
   * process ends before it has answered.
   */
  request(request: WorkerRequest): Promise<Frame>;
  /** Closes the socket, as the system does when this process dies. The worker ends by itself. */
  readonly hangUp: () => void;
  /** At once: what is running is lost. */
  readonly kill: () => void;
}

const SOCKET_DESCRIPTOR = 3;
const LAST_WORDS_IN_MS = 500;

export interface StartWorkerOptions {
  /** The executable. */
  readonly python: string;
  /** An empty folder: where it runs, and its home. */
  readonly home: string;
  readonly threads: number;
  readonly cudaDevice?: string | undefined;
  /** Each line that the model or PyTorch prints. */
  readonly onOutput?: (line: string) => void;
  /** Ends the process, whatever it is doing. */
  readonly abortSignal?: AbortSignal | undefined;
}

/**
 * Starts a worker and waits until it has imported PyTorch.
 *
 * @throws TorchrelayError `WORKER_START_FAILED`; the signal's reason when it is aborted
 */
export async function startWorker(options: StartWorkerOptions): Promise<WorkerProcess> {
  const { onOutput = () => {}, abortSignal } = options;
  abortSignal?.throwIfAborted();
  const worker = attach({ child: spawnPython(options), onOutput });
  abortSignal?.addEventListener('abort', worker.kill, { once: true });
  void worker.ended.then(() => abortSignal?.removeEventListener('abort', worker.kill));
  try {
    await worker.greeting;
    return worker;
  } catch (error) {
    abortSignal?.throwIfAborted();
    throw startError(
      await worker.ended,
      error instanceof Error && error.cause instanceof Error ? error.cause : undefined,
    );
  }
}

function spawnPython({ python, home, threads, cudaDevice }: StartWorkerOptions): ChildProcess {
  const isolated = ['-I', '-u', '-W', 'ignore'];
  const settings = [`--socket-fd=${SOCKET_DESCRIPTOR}`, `--threads=${threads}`];
  return spawn(
    python,
    [...isolated, join(packageRoot(), 'python', 'torchrelay_worker'), ...settings],
    {
      cwd: home,
      env: scrubbedEnvironment({ home, threads, cudaDevice }),
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    },
  );
}

/** The worker speaks first, without being asked. */
const GREETING = 0;
/** It travels in 32 bits. */
const LARGEST_ID = 0xffff_ffff;

function attach({
  child,
  onOutput,
}: {
  child: ChildProcess;
  onOutput: (line: string) => void;
}): WorkerProcess & { readonly greeting: Promise<Frame> } {
  const socket = socketOf(child);
  const errors = createLastLines({ onLine: onOutput });
  const prints = createLastLines({ onLine: onOutput });
  child.stderr?.on('data', errors.push);
  child.stdout?.on('data', prints.push);

  const waiting = new Map<number, (outcome: Frame | TorchrelayError) => void>();
  let nextId = GREETING + 1;
  let isAlive = true;
  let failure: Error | undefined;

  const expectAnswer = (id: number): Promise<Frame> =>
    new Promise((resolve, reject) => {
      waiting.set(id, (outcome) =>
        TorchrelayError.isInstance(outcome) ? reject(outcome) : resolve(outcome),
      );
    });
  const kill = (): void => {
    isAlive = false;
    child.kill('SIGKILL');
    socket.destroy();
  };
  const ended = endOf(child).then((end): WorkerEnd => {
    isAlive = false;
    const result = { ...end, lastLines: errors.lines() };
    for (const settle of waiting.values()) settle(lostError(result, failure));
    waiting.clear();
    return result;
  });
  const read = createFrameReader({
    onFrame(frame) {
      waiting.get(frame.id)?.(frame.header.type === 'error' ? modelError(frame.header) : frame);
      waiting.delete(frame.id);
    },
  });
  socket.on('error', (error) => {
    failure = error;
  });
  socket.on('data', (chunk) => {
    try {
      read(chunk);
    } catch (error) {
      // What it says is no frame: nothing that follows can be trusted either.
      failure = error instanceof Error ? error : new Error(String(error));
      kill();
    }
  });

  return {
    pid: child.pid ?? 0,
    ended,
    get isAlive() {
      return isAlive;
    },
    greeting: expectAnswer(GREETING),
    async request({ type, fields = {}, tensors = [], stayAwakeInMs = 0 }) {
      if (!isAlive) throw lostError(await ended, failure);
      const id = nextId;
      nextId = nextId === LARGEST_ID ? GREETING + 1 : nextId + 1;
      const answer = expectAnswer(id);
      socket.cork();
      for (const piece of encodeFrame({
        id,
        durationInMs: stayAwakeInMs,
        header: { ...fields, type },
        tensors,
      }))
        socket.write(piece);
      socket.uncork();
      return answer;
    },
    hangUp: () => void socket.destroy(),
    kill,
  };
}

/** A pair of Unix domain sockets, one end inherited: no file, no path, closed by the system when either side dies. */
function socketOf(child: ChildProcess): Duplex {
  // `stdio` above asks for a pipe here, which Node makes a duplex socket; its type knows only the first three.
  return child.stdio[SOCKET_DESCRIPTOR] as Duplex;
}

async function endOf(child: ChildProcess): Promise<Omit<WorkerEnd, 'lastLines'>> {
  const closed = once(child, 'close');
  // 'error': it could not be started; then there is nothing to wait for.
  closed.catch(() => {});
  try {
    await once(child, 'exit');
    // 'close' comes after the last of its output, but also after that of any process that it has started.
    await Promise.race([closed, wait(LAST_WORDS_IN_MS)]);
  } catch {
    // `exitCode` says it.
  }
  return { exitCode: child.exitCode, signal: child.signalCode };
}
