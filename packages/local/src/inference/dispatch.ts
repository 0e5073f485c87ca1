import type { WorkerPool } from '../worker/worker-pool.ts';
import type { WorkerProcess } from '../worker/worker-process.ts';
import { createWorkerLane, type WorkerLane } from './worker-lane.ts';

/** Which worker a call goes to. */
export interface Dispatch {
  /** `undefined`: it has to wait until a call is answered, or a worker comes. */
  choose(options: {
    /** Nothing may be with it, so that it is known whose fault a loss is. */
    isAlone: boolean;
    /** More requests may still join it. */
    canGrow: boolean;
  }): WorkerLane | undefined;
  /** A call of this lane is answered, or has failed. */
  release(lane: WorkerLane): void;
  /** How long the worker took for a call. */
  learn(durationInMs: number): void;
}

/** Waking a worker takes about as long: calls that are shorter gain nothing from another one. */
const SHORT_CALL_IN_MS = 1;
/** How long a call may at most have to wait behind others while another worker has nothing to do. */
const LONGEST_WAIT_IN_MS = 2;
const MOST_CALLS_AHEAD = 16;

/**
 * Calls that take long go to whoever has nothing to do. Short ones stay with one worker as long as it keeps up:
 * they are sent ahead, or wait for its next batch, so that neither side sleeps and wakes for each of them.
 */
export function createDispatch({
  pool,
  isBatching,
  timeLimitInMs,
}: {
  pool: Pick<WorkerPool, 'take' | 'giveBack'>;
  isBatching: boolean;
  timeLimitInMs: number;
}): Dispatch {
  const lanes = new WeakMap<WorkerProcess, WorkerLane>();
  const busy = new Set<WorkerLane>();
  const lonely = new WeakSet<WorkerLane>();
  // Until it is known, as if they took long.
  let callInMs = Number.POSITIVE_INFINITY;

  const laneOf = (worker: WorkerProcess): WorkerLane => {
    const lane = lanes.get(worker) ?? createWorkerLane({ worker, timeLimitInMs });
    lanes.set(worker, lane);
    return lane;
  };
  const takesMore = (lane: WorkerLane): boolean =>
    lane.worker.isAlive &&
    !lonely.has(lane) &&
    lane.calls < MOST_CALLS_AHEAD &&
    lane.calls * callInMs < LONGEST_WAIT_IN_MS;

  const takeIdle = (isAlone: boolean): WorkerLane | undefined => {
    const worker = pool.take();
    if (worker === undefined) return undefined;
    const lane = laneOf(worker);
    busy.add(lane);
    if (isAlone) lonely.add(lane);
    return lane;
  };

  return {
    choose({ isAlone, canGrow }) {
      if (isAlone || busy.size === 0 || callInMs > SHORT_CALL_IN_MS) return takeIdle(isAlone);
      if (isBatching) return canGrow ? undefined : takeIdle(isAlone);
      for (const lane of busy) if (takesMore(lane)) return lane;
      return takeIdle(isAlone);
    },
    learn(durationInMs) {
      // Known to be long at once, and to be short only after some that are.
      callInMs =
        durationInMs > callInMs || callInMs === Number.POSITIVE_INFINITY
          ? durationInMs
          : 0.9 * callInMs + 0.1 * durationInMs;
    },
    release(lane) {
      if (lane.calls > 0) return;
      busy.delete(lane);
      lonely.delete(lane);
      // One that died is not taken back: the pool has seen it.
      pool.giveBack(lane.worker);
    },
  };
}
