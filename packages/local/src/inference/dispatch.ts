import type { WorkerPool } from '../worker/worker-pool.ts';
import type { WorkerProcess } from '../worker/worker-process.ts';
import { createWorkerLane, type WorkerLane } from './worker-lane.ts';

/** Which worker a call goes to. */
export interface Dispatch {
  /** Otherwise it has to wait until a call is answered or a worker comes, or for no longer than so many milliseconds. */
  choose(options: {
    /** Nothing may be with it, so that it is known whose fault a loss is. */
    isAlone: boolean;
    /** More requests may still join it. */
    canGrow: boolean;
  }): WorkerLane | number;
  /** A call of this lane is answered, or has failed. */
  release(lane: WorkerLane): void;
  /** How long the worker took for a call. */
  learn(durationInMs: number): void;
  /** By what was learned. */
  readonly areCallsShort: boolean;
}

/** Waking a worker takes about as long: calls that are shorter gain nothing from another one. */
const SHORT_CALL_IN_MS = 1;
/** So many short calls a call may at most have to wait for while another worker has nothing to do. */
const LONGEST_WAIT_IN_CALLS = 2;
const MOST_CALLS_AHEAD = 8;

/**
 * Calls that take long go to whoever has nothing to do. Short ones stay with one worker as long as it keeps up:
 * they are sent ahead, or wait for its next batch, so that neither side sleeps and wakes for each of them.
 */
export function createDispatch({
  pool,
  isBatching,
  timeLimitInMs,
  shortCallInMs = SHORT_CALL_IN_MS,
}: {
  pool: Pick<WorkerPool, 'take' | 'giveBack'>;
  isBatching: boolean;
  timeLimitInMs: number;
  /** Calls up to here are short. */
  shortCallInMs?: number | undefined;
}): Dispatch {
  const longestWaitInMs = LONGEST_WAIT_IN_CALLS * shortCallInMs;
  const lanes = new WeakMap<WorkerProcess, WorkerLane>();
  const busy = new Set<WorkerLane>();
  const lonely = new WeakSet<WorkerLane>();
  // Until it is known, as if they took long.
  let callInMs = Number.POSITIVE_INFINITY;

  const areCallsShort = (): boolean => callInMs <= shortCallInMs;
  const laneOf = (worker: WorkerProcess): WorkerLane => {
    const lane = lanes.get(worker) ?? createWorkerLane({ worker, timeLimitInMs });
    lanes.set(worker, lane);
    return lane;
  };
  /** However short calls are otherwise, this one may be long. */
  const keepsUp = (lane: WorkerLane): boolean => lane.runningForInMs < longestWaitInMs;
  const takesMore = (lane: WorkerLane): boolean =>
    keepsUp(lane) &&
    lane.worker.isAlive &&
    !lonely.has(lane) &&
    lane.calls < MOST_CALLS_AHEAD &&
    lane.calls * callInMs < longestWaitInMs;

  const takeIdle = (isAlone: boolean): WorkerLane | number => {
    const worker = pool.take();
    if (worker === undefined) return Number.POSITIVE_INFINITY;
    const lane = laneOf(worker);
    busy.add(lane);
    if (isAlone) lonely.add(lane);
    return lane;
  };

  return {
    get areCallsShort() {
      return areCallsShort();
    },
    choose({ isAlone, canGrow }) {
      if (isAlone || !areCallsShort()) return takeIdle(isAlone);
      for (const lane of busy) {
        if (isBatching && canGrow && keepsUp(lane)) return longestWaitInMs;
        if (!isBatching && takesMore(lane)) return lane;
      }
      return takeIdle(isAlone);
    },
    learn(durationInMs) {
      // One that was held up by something else does not make them long; one that is long does.
      const isFirst = callInMs === Number.POSITIVE_INFINITY;
      callInMs = isFirst ? durationInMs : 0.8 * callInMs + 0.2 * durationInMs;
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
