import { TorchrelayError, type WireTensor } from '@torchrelay/core';
import type { Frame } from '../worker/frame.ts';
import type { WorkerProcess } from '../worker/worker-process.ts';

interface CallOptions {
  /** Nothing else waits or runs: it may have the cores of all. */
  readonly isAlone?: boolean;
  readonly stayAwakeInMs?: number;
}

/** A worker, and the calls that it has been sent. It answers them one after the other. */
export interface WorkerLane {
  readonly worker: WorkerProcess;
  /** The calls that are not answered. */
  readonly calls: number;
  /** How long its call runs, as far as is known here. */
  readonly runningForInMs: number;
  /**
   * One call of the model, behind those that are there.
   *
   * @throws TorchrelayError `MODEL_FAILED`, which costs the worker its life where it has lost its GPU, since no later
   * call would succeed; `WORKER_LOST`; `TIME_LIMIT_EXCEEDED`, which costs it too, since nothing else stops a call that
   * runs; `WORKER_LOST_SHARED` when any of several calls may have cost it
   */
  ask(inputs: readonly WireTensor[], options?: CallOptions): Promise<Frame>;
}

export function createWorkerLane({
  worker,
  timeLimitInMs,
}: {
  worker: WorkerProcess;
  /** Of one call. */
  timeLimitInMs: number;
}): WorkerLane {
  let calls = 0;
  let isOverdue = false;
  let wasShared = false;
  let timer: NodeJS.Timeout | undefined;
  let since = 0;

  const startClock = (): void => {
    since = performance.now();
    if (timer !== undefined) timer.refresh();
    // One for all calls. Without any it just runs out, and keeps nobody alive until then.
    else timer = setTimeout(expire, timeLimitInMs).unref();
  };
  const expire = (): void => {
    if (calls === 0) return;
    isOverdue = true;
    worker.kill();
  };
  const overdueError = (cause: unknown): TorchrelayError =>
    new TorchrelayError({
      code: 'TIME_LIMIT_EXCEEDED',
      message: `The model did not answer within ${timeLimitInMs} ms.`,
      cause,
    });
  /** What the call at the head of the line is told. */
  const failureOf = (error: unknown): unknown => {
    if (worker.isAlive && hasLostGpu(error)) {
      worker.kill();
      wasShared = true;
      return error;
    }
    if (worker.isAlive) return error;
    wasShared ||= calls > 1;
    if (wasShared) return sharedLossError(error);
    return isOverdue ? overdueError(error) : error;
  };

  return {
    worker,
    get calls() {
      return calls;
    },
    get runningForInMs() {
      return performance.now() - since;
    },
    async ask(inputs, { isAlone = false, stayAwakeInMs = 0 } = {}) {
      calls += 1;
      if (calls === 1) startClock();
      try {
        const fields = isAlone ? { isAlone } : {};
        return await worker.request({ type: 'infer', fields, tensors: inputs, stayAwakeInMs });
      } catch (error) {
        throw failureOf(error);
      } finally {
        calls -= 1;
        if (calls > 0) startClock();
      }
    },
  };
}

function hasLostGpu(error: unknown): boolean {
  return TorchrelayError.isInstance(error) && error.data['reason'] === 'device-lost';
}

function sharedLossError(cause: unknown): TorchrelayError {
  return new TorchrelayError({
    code: 'WORKER_LOST_SHARED',
    message: 'The Python worker was lost with several calls, any of which may have been the cause.',
    recovery: 'retry',
    effect: 'unknown',
    cause,
  });
}
