import { setTimeout as wait } from 'node:timers/promises';
import { type TorchrelayError } from '@torchrelay/core';
import { toTorchrelayError } from '@torchrelay/core/target-utils';
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
  /** There were to be fewer. */
  | { readonly event: 'worker-retired'; readonly slot: number; readonly pid: number }
  | {
      readonly event: 'worker-start-failed';
      readonly slot: number;
      readonly error: TorchrelayError;
    };

/** Workers with the same model, as many as asked for. One that dies is replaced. */
export interface WorkerPool {
  /** A worker with nothing to do; it is the caller's until given back. */
  readonly take: () => WorkerProcess | undefined;
  /** A worker that has died meanwhile may be given back, too. */
  readonly giveBack: (worker: WorkerProcess) => void;
  /** The process ids of the workers that have their model. */
  readonly pids: readonly number[];
  /** Why there will be no worker any more; `undefined` as long as there is hope. */
  readonly failure: TorchrelayError | undefined;
  /** Why one that there was to be cannot be started, whether others work or not. */
  readonly startFailure: TorchrelayError | undefined;
  /** How many there are to be. */
  readonly size: number;
  /**
   * Starts more, also those that could not be started before, or ends those that are too many, each when it has nothing
   * to do. One beyond the size stays as long as another is missing.
   */
  readonly resize: (size: number) => void;
  /** Kills all workers, and resolves when they are gone; one that is just being forked ends as soon as it is there. */
  readonly stop: () => Promise<void>;
}

const FIRST_BACKOFF_IN_MS = 100;
const LONGEST_BACKOFF_IN_MS = 10_000;
/** So many starts may fail before the first success. */
const STARTS_TO_TRY = 3;

export function createWorkerPool({
  size: firstSize,
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
  const slotOf = new Map<WorkerProcess, number>();
  const slots = new Map<number, Promise<void>>();
  let size = 0;

  const occupy = async (slot: number, worker: WorkerProcess): Promise<void> => {
    ready.add(worker);
    slotOf.set(worker, slot);
    idle.push(worker);
    onEvent({ event: 'worker-ready', slot, pid: worker.pid });
    retireIdle();
    onIdle();
    const end = await worker.ended;
    const wasRetired = !ready.delete(worker);
    slotOf.delete(worker);
    remove(idle, worker);
    if (wasRetired) onEvent({ event: 'worker-retired', slot, pid: worker.pid });
    else if (!stopping.signal.aborted)
      onEvent({ event: 'worker-lost', slot, pid: worker.pid, end });
  };

  const isWanted = (slot: number): boolean => slot < size;

  const isTooMany = (worker: WorkerProcess): boolean =>
    ready.size > size && !isWanted(slotOf.get(worker) ?? 0);

  /** From now on it does not count. */
  const retire = (worker: WorkerProcess): void => {
    ready.delete(worker);
    remove(idle, worker);
    worker.kill();
  };

  const retireIdle = (): void => {
    const surplus = Math.max(0, ready.size - size);
    for (const worker of idle.filter(isTooMany).slice(0, surplus)) retire(worker);
  };

  const keep = async (slot: number): Promise<void> => {
    let wasReady = false;
    for (let failed = 0; !stopping.signal.aborted && isWanted(slot);) {
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
          if (isWanted(slot)) failures.set(slot, error);
          onIdle();
          return;
        }
        await pause(failed, stopping.signal);
      }
    }
  };

  /** A slot that is wanted again before its worker has ended is occupied anew after that. */
  const fill = (slot: number): void => {
    const running = slots.get(slot);
    const work = (running ?? Promise.resolve()).then(() => keep(slot));
    slots.set(slot, work);
  };

  const resize = (wanted: number): void => {
    const before = size;
    size = wanted;
    const failed = [...failures.keys()].filter(isWanted);
    failures.clear();
    for (const slot of failed) fill(slot);
    for (let slot = before; slot < wanted; slot += 1) fill(slot);
    // Those that are at work end when they are given back.
    retireIdle();
  };

  resize(firstSize);
  return {
    // The last that worked: what it needs is still in the cores' caches.
    take: () => idle.pop(),
    giveBack(worker) {
      if (!worker.isAlive) return;
      if (isTooMany(worker)) return retire(worker);
      idle.push(worker);
      onIdle();
    },
    get pids() {
      return [...ready].map(({ pid }) => pid);
    },
    get failure() {
      const isHopeless = ready.size === 0 && failures.size === size;
      return isHopeless ? failures.values().next().value : undefined;
    },
    get startFailure() {
      return failures.values().next().value;
    },
    get size() {
      return size;
    },
    resize,
    async stop() {
      stopping.abort();
      for (const worker of ready) worker.kill();
      await Promise.all(slots.values());
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
