import { withRetries } from '../apply/retry.ts';
import type { Call } from '../target/call.ts';
import { type Attempt, readAttempts } from './attempts.ts';
import { continueAttempt } from './continue-attempt.ts';
import type { TrainContext } from './train-context.ts';

/**
 * Starts an attempt that follows another and that nobody has started: whoever wrote it down may have been killed before.
 * A first attempt is left to `train`, which has what it is started with.
 */
export async function beginFollower(
  attempt: Attempt,
  context: TrainContext,
  call: Call,
): Promise<void> {
  const { name } = attempt.spec;
  const read = (): Promise<readonly Attempt[]> => readAttempts(context.target.store, name, call);
  if (attempt.resumes === undefined) return;
  const attempts = await withRetries(read, context);
  const before = attempts.find(({ attempt: number }) => number === attempt.resumes);
  if (before !== undefined) await continueAttempt({ attempt, before, context });
}
