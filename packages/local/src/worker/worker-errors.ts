import { TorchrelayError } from '@torchrelay/core';
import type { FrameHeader } from './frame.ts';

/** How a worker process ended. */
export interface WorkerEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last lines that it wrote to its error output. */
  readonly lastLines: readonly string[];
}

/** The worker lives, and says what went wrong. */
export function modelError({ code, message }: FrameHeader): TorchrelayError {
  return new TorchrelayError({
    code: 'MODEL_FAILED',
    message: String(message),
    data: { reason: code },
  });
}

export function lostError(end: WorkerEnd, cause?: Error): TorchrelayError {
  return endedError({ code: 'WORKER_LOST', event: 'ended before it answered', end, cause });
}

export function startError(end: WorkerEnd, cause?: Error): TorchrelayError {
  return endedError({ code: 'WORKER_START_FAILED', event: 'did not start', end, cause });
}

/** There has been no process that could end. */
export function notStarted(reason: string): TorchrelayError {
  return new TorchrelayError({
    code: 'WORKER_START_FAILED',
    message: `The Python worker did not start: ${reason}.`,
    recovery: 'retry',
    effect: 'none',
    data: { exitCode: null, signal: null, lastLines: [] },
  });
}

function endedError({
  code,
  event,
  end: { exitCode, signal, lastLines },
  cause,
}: {
  code: string;
  event: string;
  end: WorkerEnd;
  cause: Error | undefined;
}): TorchrelayError {
  const how = signal ?? (exitCode === null ? 'nobody saw how' : wordsOf(exitCode));
  return new TorchrelayError({
    code,
    message: `The Python worker ${event}: ${how}.`,
    hint: lastLines.length === 0 ? undefined : `Its last words: ${lastLines.slice(-3).join(' | ')}`,
    recovery: 'retry',
    effect: 'unknown',
    cause,
    data: { exitCode, signal, lastLines },
  });
}

/** Node gives the system's error number, negated, where the program could not be run at all. */
function wordsOf(exitCode: number): string {
  return exitCode >= 0 ? `exit code ${exitCode}` : 'it cannot be run';
}
