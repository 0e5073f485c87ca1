import type { WireTensor } from '@torchrelay/core';
import { TorchrelayError } from '@torchrelay/core';
import { writeAll } from '../write-all.ts';
import { createFrameReader, encodeFrame, type Frame } from './frame.ts';
import { createLastLines } from './last-lines.ts';
import { type PythonProcess, type PythonProcessOptions, spawnWorker } from './python-process.ts';
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

export interface StartWorkerOptions extends PythonProcessOptions {
  /** Where the process comes from. @default a Python of its own */
  readonly make?: (options: PythonProcessOptions) => Promise<PythonProcess>;
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
  const { make = spawnWorker, onOutput = () => {}, abortSignal } = options;
  abortSignal?.throwIfAborted();
  const child = await unlessAborted(make(options), abortSignal);
  const worker = attach({ child, onOutput });
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

/** A process that comes too late is ended. */
function unlessAborted(
  making: Promise<PythonProcess>,
  abortSignal: AbortSignal | undefined,
): Promise<PythonProcess> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      reject(abortSignal?.reason);
      making.then(discard, () => {});
    };
    abortSignal?.addEventListener('abort', giveUp, { once: true });
    making.then(resolve, reject).finally(() => abortSignal?.removeEventListener('abort', giveUp));
  });
}

function discard({ kill, socket }: PythonProcess): void {
  kill();
  socket.destroy();
}

/** The worker speaks first, without being asked. */
const GREETING = 0;
/** It travels in 32 bits. */
const LARGEST_ID = 0xffff_ffff;

function attach({
  child,
  onOutput,
}: {
  child: PythonProcess;
  onOutput: (line: string) => void;
}): WorkerProcess & { readonly greeting: Promise<Frame> } {
  const { socket } = child;
  const errors = createLastLines({ onLine: onOutput });
  const prints = createLastLines({ onLine: onOutput });
  child.errors.on('data', errors.push);
  child.output.on('data', prints.push);

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
    discard(child);
  };
  const ended = child.ended.then((end): WorkerEnd => {
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
    pid: child.pid,
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
      const header = { ...fields, type };
      writeAll(socket, encodeFrame({ id, durationInMs: stayAwakeInMs, header, tensors }));
      return answer;
    },
    hangUp: () => void socket.destroy(),
    kill,
  };
}
