import { setTimeout as wait } from 'node:timers/promises';
import { type TorchrelayError, toTorchrelayError } from '@torchrelay/core';
import type { WorkerEnd } from './worker-errors.ts';
import type { WorkerProcess } from './worker-process.ts';

export type WorkerEvent =
  | { readonly event: 'worker-ready'; readonly slot: number; readonly pid: number }
  | {
      readonly event: 'worker-lost';
      readonly slot: number;
      readonly pid: number;
      readonly end: WorkerEnd;
    }
  | {
      readonly event: 'worker-start-failed';
      readonly slot: number;
      readonly error: TorchrelayError;
    };

/** A fixed number of workers with the same model. One that dies is replaced. */
export interface WorkerPool {
  /** A worker with nothing to do; it is the caller's until given back. */
  readonly take: () => WorkerProcess | undefined;
  /** A worker that has died meanwhile may be given back, too. */
  readonly giveBack: (worker: WorkerProcess) => void;
  /** The process ids of the workers that have their model. */
  readonly pids: readonly number[];
  /** Why there will be no worker any more; `undefined` as long as there is hope. */
  readonly failure: TorchrelayError | undefined;
  /** Kills all workers, and resolves when they are gone. */
  readonly stop: () => Promise<void>;
}

const FIRST_BACKOFF_IN_MS = 100;
const LONGEST_BACKOFF_IN_MS = 10_000;
/** So many starts may fail before the first success. */
const STARTS_TO_TRY = 3;

export function createWorkerPool({
  size,
  start,
  onIdle,
  onEvent = () => {},
}: {
  size: number;
  /** Gives a worker that has its model. */
  start: (options: { slot: number; abortSignal: AbortSignal }) => Promise<WorkerProcess>;
  /** A worker has become free, or the last hope is gone. */
  onIdle: () => void;
  onEvent?: (event: WorkerEvent) => void;
}): WorkerPool {
  const stopping = new AbortController();
  const ready = new Set<WorkerProcess>();
  const idle: WorkerProcess[] = [];
  const failures = new Map<number, TorchrelayError>();

  const occupy = async (slot: number, worker: WorkerProcess): Promise<void> => {
    ready.add(worker);
    idle.push(worker);
    onEvent({ event: 'worker-ready', slot, pid: worker.pid });
    onIdle();
    const end = await worker.ended;
    ready.delete(worker);
    remove(idle, worker);
    if (!stopping.signal.aborted) onEvent({ event: 'worker-lost', slot, pid: worker.pid, end });
  };

  const keep = async (slot: number): Promise<void> => {
    let wasReady = false;
    for (let failed = 0; !stopping.signal.aborted;) {
      try {
        const worker = await start({ slot, abortSignal: stopping.signal });
        wasReady = true;
        failed = 0;
        await occupy(slot, worker);
      } catch (cause) {
        if (stopping.signal.aborted) return;
        const error = toTorchrelayError(cause);
        onEvent({ event: 'worker-start-failed', slot, error });
        failed += 1;
        if (!wasReady && (error.recovery !== 'retry' || failed === STARTS_TO_TRY)) {
          failures.set(slot, error);
          onIdle();
          return;
        }
        await pause(failed, stopping.signal);
      }
    }
  };

  const slots = Array.from({ length: size }, (_, slot) => keep(slot));
  return {
    // The last that worked: what it needs is still in the cores' caches.
    take: () => idle.pop(),
    giveBack(worker) {
      if (!worker.isAlive) return;
      idle.push(worker);
      onIdle();
    },
    get pids() {
      return [...ready].map(({ pid }) => pid);
    },
    get failure() {
      return failures.size === size ? failures.values().next().value : undefined;
    },
    async stop() {
      stopping.abort();
      for (const worker of ready) worker.kill();
      await Promise.all(slots);
    },
  };
}

async function pause(failed: number, abortSignal: AbortSignal): Promise<void> {
  const backoff = Math.min(FIRST_BACKOFF_IN_MS * 2 ** (failed - 1), LONGEST_BACKOFF_IN_MS);
  // Rejects only when the pool stops, which the loop sees by itself.
  await wait(backoff, undefined, { signal: abortSignal }).catch(() => {});
}

function remove<Item>(items: Item[], item: Item): void {
  const index = items.indexOf(item);
  if (index >= 0) items.splice(index, 1);
}
