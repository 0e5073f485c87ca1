import type { Call } from '../target/call.ts';
import type { Target } from '../target/target.ts';
import type { Job } from '../target/training.ts';
import { trainingOf } from './train-context.ts';

/** An attempt of a job, as the platform has it. */
export interface ListedJob extends Job {
  readonly name: string;
  readonly attempt: number;
}

/**
 * Every attempt of every job of the target's scope that is ours, in any order: also those whose records are gone.
 *
 * @throws TorchrelayError `TRAINING_UNSUPPORTED`
 */
export async function* listJobs(target: Target, call: Call = {}): AsyncIterable<ListedJob> {
  for await (const job of trainingOf(target).doList(call)) {
    const [, name, attempt] = /^(.+)-[0-9a-f]{12}-(\d+)$/.exec(job.id) ?? [];
    // What has another native name was not started by us.
    if (name !== undefined) yield { name, attempt: Number(attempt), ...job };
  }
}
