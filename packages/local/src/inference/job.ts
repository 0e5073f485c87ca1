import type { WireTensor } from '@torchrelay/core';
import { rowsOf } from './batch.ts';

/** A request in the queue. */
export interface Job {
  readonly inputs: readonly WireTensor[];
  /** By `performance.now()`. */
  readonly since: number;
  /** `undefined` for a request that must not be joined with others. */
  readonly key: string | undefined;
  /** No other may be with its worker: after a loss that one of them may have caused. */
  readonly isAlone: boolean;
  /** How many workers died on it while it was alone with them. */
  readonly losses: number;
  readonly abortSignal: AbortSignal | undefined;
  readonly resolve: (outputs: readonly WireTensor[]) => void;
  readonly reject: (error: Error) => void;
}

/** Without others: after a failure that one of them may have caused. */
export function alone(job: Job): Job {
  return { ...job, key: undefined, isAlone: true };
}

/** The first request, and those behind it that fit: nobody is overtaken by more than one batch. */
export function nextBatch({
  jobs,
  maxBatchSize,
}: {
  jobs: readonly Job[];
  maxBatchSize: number;
}): Job[] {
  const [first, ...others] = jobs;
  if (first === undefined) return [];
  const batch = [first];
  if (first.key === undefined) return batch;
  let rows = rowsOf(first.inputs);
  for (const job of others) {
    if (job.key !== first.key || rows + rowsOf(job.inputs) > maxBatchSize) continue;
    batch.push(job);
    rows += rowsOf(job.inputs);
  }
  return batch;
}

export function countRows(batch: readonly Job[]): number {
  return batch.reduce((sum, { inputs }) => sum + rowsOf(inputs), 0);
}
