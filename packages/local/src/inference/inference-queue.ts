import { TorchrelayError, type WireTensor } from '@torchrelay/core';
import type { WorkerPool } from '../worker/worker-pool.ts';
import { listenForAbort, stopListening } from './abort-listeners.ts';
import { batchKey, joinRequests, rowsOf, splitAnswer } from './batch.ts';
import {
  answerProblem,
  givenUpProblem,
  missingRowsProblem,
  queueFullProblem,
  stoppedProblem,
} from './inference-problems.ts';
import { createDispatch } from './dispatch.ts';
import { alone, countRows, type Job, nextBatch } from './job.ts';
import { STAY_AWAKE_IN_MS, stayAwake } from './stay-awake.ts';
import type { WorkerLane } from './worker-lane.ts';

/** How long the next batch waits for those whom the last one has just answered, in shares of what that one took. */
const SHARE_TO_GATHER = 0.25;
/** Timers know no less; and with calls so short, others are there before the worker is. */
const SHORTEST_GATHERING_IN_MS = 1;
const LONGEST_GATHERING_IN_MS = 10;

/** Requests that wait for a worker, and their way through it. */
export interface InferenceQueue {
  /** @throws HttpProblem */
  submit(options: {
    inputs: readonly WireTensor[];
    abortSignal?: AbortSignal | undefined;
  }): Promise<readonly WireTensor[]>;
  /** To be called whenever a worker has become free. */
  pump(): void;
  /** Resolves when nothing waits or runs. What is still there after so long is refused. */
  whenEmpty(options: { timeoutInMs: number }): Promise<void>;
  /** Requests that no worker has taken. */
  readonly waiting: number;
  /** Requests that a worker has. */
  readonly running: number;
}

/** What a batch has just been answered for: so many may come back at once. */
interface Gathering {
  readonly requests: number;
  readonly from: number;
  readonly until: number;
}

export function createInferenceQueue({
  pool,
  maxBatchSize,
  queueDelayInMs = 0,
  maxQueueLength,
  timeLimitInMs,
  shortCallInMs,
  onBatch = () => {},
}: {
  pool: Pick<WorkerPool, 'take' | 'giveBack' | 'failure'>;
  /** 0: the model knows no batches. */
  maxBatchSize: number;
  /** How long a request waits for others to join it. By default only those join that came while all workers were busy. */
  queueDelayInMs?: number;
  maxQueueLength: number;
  /** Of one call of the model. A worker that takes longer is replaced. */
  timeLimitInMs: number;
  /** Calls up to here are sent to a worker that is still busy. */
  shortCallInMs?: number;
  onBatch?: (batch: { readonly requests: number; readonly rows: number }) => void;
}): InferenceQueue {
  const jobs: Job[] = [];
  let running = 0;
  let timer: { readonly handle: NodeJS.Timeout; readonly due: number } | undefined;
  let gathering: Gathering | undefined;
  let onEmpty: (() => void) | undefined;
  const isBatching = maxBatchSize > 1;
  const dispatch = createDispatch({ pool, isBatching, timeLimitInMs, shortCallInMs });

  const pump = (): void => {
    if (pool.failure !== undefined) {
      for (const job of jobs.splice(0)) job.reject(givenUpProblem(pool.failure));
      tellWhenEmpty();
    }
    while (jobs.length > 0) {
      const batch = nextBatch({ jobs, maxBatchSize });
      const delay = remainingDelay(batch);
      if (delay > 0) return wakeUpIn(delay);
      const lane = dispatch.choose({
        isAlone: batch[0]?.isAlone === true,
        canGrow: batch[0]?.key !== undefined && countRows(batch) < maxBatchSize,
      });
      if (typeof lane === 'number') return wakeUpIn(lane);
      for (const job of batch) jobs.splice(jobs.indexOf(job), 1);
      endGathering(batch);
      void run(lane, batch);
    }
  };

  /** A full batch, or one that can never grow, does not wait. */
  const remainingDelay = (batch: readonly Job[]): number => {
    const [first] = batch;
    if (first?.key === undefined || countRows(batch) >= maxBatchSize) return 0;
    return Math.max(gatheredAt(first), first.since + queueDelayInMs) - performance.now();
  };
  /** Not anew for each request: to look once too often costs less. */
  const wakeUpIn = (delay: number): void => {
    const due = performance.now() + delay;
    if (delay === Number.POSITIVE_INFINITY || (timer !== undefined && timer.due <= due)) return;
    clearTimeout(timer?.handle);
    timer = { due, handle: setTimeout(wakeUp, delay).unref() };
  };
  const wakeUp = (): void => {
    timer = undefined;
    pump();
  };
  /**
   * Clients that ask again as soon as they are answered would otherwise meet a worker that has gone off with the
   * quickest of them alone.
   */
  const gather = (requests: number, durationInMs: number): void => {
    const now = performance.now();
    const patience = Math.min(SHARE_TO_GATHER * durationInMs, LONGEST_GATHERING_IN_MS);
    if (!isBatching || requests === 1 || patience < SHORTEST_GATHERING_IN_MS) return;
    // Whoever waits for one batch does not wait for another, too.
    if (jobs.length > 0 && gathering !== undefined && now < gathering.until) return;
    gathering = { requests, from: now, until: now + patience };
  };
  /** Once those who came back are on their way, nobody waits for them any more. */
  const endGathering = ([first]: readonly Job[]): void => {
    if (first !== undefined && gathering !== undefined && first.since >= gathering.from)
      gathering = undefined;
  };
  /** Those who queued already while the batch ran have waited enough. */
  const gatheredAt = (first: Job): number =>
    gathering === undefined || first.since < gathering.from || jobs.length >= gathering.requests
      ? 0
      : gathering.until;

  const run = async (lane: WorkerLane, batch: readonly Job[]): Promise<void> => {
    running += batch.length;
    const isAlone = running + jobs.length === 1;
    const stayAwakeInMs = isAlone || dispatch.areCallsShort ? STAY_AWAKE_IN_MS : 0;
    // Of a client that is alone the worker looks for the next request; two who look would be in each other's way.
    if (!isAlone && dispatch.areCallsShort) stayAwake(STAY_AWAKE_IN_MS);
    onBatch({ requests: batch.length, rows: countRows(batch) });
    try {
      const inputs = joinRequests(batch.map((job) => job.inputs));
      const answer = await lane.ask(inputs, { isAlone, stayAwakeInMs });
      dispatch.learn(answer.durationInMs);
      gather(batch.length, answer.durationInMs);
      deliver(batch, answer.tensors);
    } catch (error) {
      if (batch.length > 1 || isSharedLoss(error)) putBack(batch.map(alone));
      else for (const job of batch) failAlone(job, error);
    } finally {
      running -= batch.length;
      dispatch.release(lane);
      pump();
      tellWhenEmpty();
    }
  };

  const deliver = (batch: readonly Job[], outputs: readonly WireTensor[]): void => {
    const [first] = batch;
    if (maxBatchSize === 0) return first?.resolve(outputs);
    const answers = splitAnswer({ outputs, rows: batch.map(({ inputs }) => rowsOf(inputs)) });
    if (answers === undefined && batch.length > 1) return putBack(batch.map(alone));
    batch.forEach((job, index) => {
      const answer = answers?.[index];
      if (answer === undefined)
        job.reject(missingRowsProblem({ outputs, rows: rowsOf(job.inputs) }));
      else job.resolve(answer);
    });
  };

  const failAlone = (job: Job, error: unknown): void => {
    const isLost = TorchrelayError.isInstance(error) && error.code === 'WORKER_LOST';
    if (isLost && job.losses === 0) putBack([{ ...job, losses: 1 }]);
    else job.reject(answerProblem(error));
  };

  const tellWhenEmpty = (): void => {
    if (jobs.length + running === 0) onEmpty?.();
  };
  /** To the front: they have waited already. */
  const putBack = (again: readonly Job[]): void => {
    jobs.unshift(...again.filter(({ abortSignal }) => abortSignal?.aborted !== true));
  };

  return {
    pump,
    whenEmpty({ timeoutInMs }) {
      if (jobs.length + running === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const deadline = setTimeout(() => {
          for (const job of jobs.splice(0)) job.reject(stoppedProblem());
          resolve();
        }, timeoutInMs);
        onEmpty = () => {
          clearTimeout(deadline);
          resolve();
        };
      });
    },
    get waiting() {
      return jobs.length;
    },
    get running() {
      return running;
    },
    submit({ inputs, abortSignal }) {
      if (pool.failure !== undefined) return Promise.reject(givenUpProblem(pool.failure));
      if (jobs.length >= maxQueueLength) return Promise.reject(queueFullProblem(maxQueueLength));
      if (abortSignal?.aborted === true) return Promise.reject(abortSignal.reason);
      return new Promise((resolve, reject) => {
        const job: Job = {
          inputs,
          since: performance.now(),
          key: isBatching ? batchKey(inputs) : undefined,
          isAlone: false,
          losses: 0,
          abortSignal,
          resolve(outputs) {
            stopListening(abortSignal, leave);
            resolve(outputs);
          },
          reject(error) {
            stopListening(abortSignal, leave);
            reject(error);
          },
        };
        // A client that is gone gives its place to the next; what runs already is only not delivered.
        const leave = (): void => {
          const index = jobs.findIndex((other) => other.reject === job.reject);
          if (index >= 0) jobs.splice(index, 1);
          reject(abortSignal?.reason);
          tellWhenEmpty();
        };
        listenForAbort(abortSignal, leave);
        jobs.push(job);
        pump();
      });
    },
  };
}

function isSharedLoss(error: unknown): boolean {
  return TorchrelayError.isInstance(error) && error.code === 'WORKER_LOST_SHARED';
}
