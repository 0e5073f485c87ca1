import { withRetries } from '../apply/retry.ts';
import type { Operation } from '../apply/operation.ts';
import { deletePrefix } from '../release/forget-name.ts';
import { keys } from '../store/keys.ts';
import type { Call } from '../target/call.ts';
import type { ObjectStore } from '../target/object-store.ts';
import type { Target } from '../target/target.ts';
import { type Attempt, readAttempts } from './attempts.ts';
import { deleteShared } from './delete-shared.ts';
import { startTraining, type TrainContext, type TrainOptions } from './train-context.ts';
import { openRun } from './training-run.ts';
import { prefixesOf, usedPrefixes } from './used-objects.ts';

/**
 * Removes everything of a job's name: attempts, which are stopped first, checkpoints, results, and the code and data
 * that no other job uses. What was deployed from it stays. Forgetting what is not there succeeds.
 *
 * @throws TorchrelayError `NAME_INVALID`, `TRAINING_UNSUPPORTED`
 * @example
 * await forgetTraining('digits', sagemaker({ region: 'us-east-1' }));
 */
export function forgetTraining(
  name: string,
  target: Target,
  options: TrainOptions = {},
): Operation<void> {
  return startTraining({ operation: 'forgetTraining', target, name, options }, async (context) => {
    const call: Call = { abortSignal: options.abortSignal };
    const attempts = await withRetries(() => readAttempts(target.store, name, call), context);
    for (const attempt of attempts) await end(attempt, context, call);
    await withRetries(() => forgetObjects({ store: target.store, name, attempts, call }), context);
  });
}

async function end(attempt: Attempt, context: TrainContext, call: Call): Promise<void> {
  await openRun({ attempt, context }).stop(call);
  const { training } = context;
  await withRetries(async () => training.doForget?.(attempt.spec.id, call), context);
}

/** The records go last: what is interrupted in between is forgotten by the next run. */
async function forgetObjects({
  store,
  name,
  attempts,
  call,
}: {
  readonly store: ObjectStore;
  readonly name: string;
  readonly attempts: readonly Attempt[];
  readonly call: Call;
}): Promise<void> {
  const prefixes = [...new Set(attempts.flatMap(prefixesOf))];
  const used = (): Promise<ReadonlySet<string>> => usedPrefixes(store, { except: name }, call);
  await deleteShared({ store, prefixes, used, call });
  await deletePrefix(store, keys.jobFolder(name), call);
}
