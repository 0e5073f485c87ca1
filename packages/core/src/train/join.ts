import { withRetries } from '../apply/retry.ts';
import type { JobState } from '../target/training.ts';
import type { Attempt } from './attempts.ts';
import type { JobDraft } from './job-draft.ts';
import type { TrainContext } from './train-context.ts';

export interface JoinedAttempt {
  readonly attempt: Attempt;
  /** It is done, or runs. False: it was written down and never started, by a process that is gone. */
  readonly isLive: boolean;
  readonly state: JobState;
}

const ended: ReadonlySet<JobState> = new Set(['failed', 'stopped', 'stopping', 'interrupted']);

/** The last attempt of the very same job, where it is done, runs, or has yet to be started. */
export async function attemptToJoin({
  draft,
  attempts,
  context,
}: {
  readonly draft: JobDraft;
  readonly attempts: readonly Attempt[];
  readonly context: TrainContext;
}): Promise<JoinedAttempt | undefined> {
  const attempt = attempts.findLast(({ spec }) => spec.digest === draft.digest);
  if (attempt === undefined) return undefined;
  const { training, abortSignal } = context;
  const job = await withRetries(
    () => training.doObserve(attempt.spec.id, { abortSignal }),
    context,
  );
  if (job === undefined) return { attempt, isLive: false, state: 'queued' };
  return ended.has(job.state) ? undefined : { attempt, isLive: true, state: job.state };
}
