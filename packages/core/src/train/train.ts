import { withRetries } from '../apply/retry.ts';
import type { Operation } from '../apply/operation.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { Target } from '../target/target.ts';
import { type Attempt, readAttempts } from './attempts.ts';
import { packCode } from './code/pack-code.ts';
import { prepareData } from './data/prepare-data.ts';
import type { JobDefinition } from './job-definition.ts';
import { type JobDraft, jobDraft } from './job-draft.ts';
import { attemptToJoin } from './join.ts';
import { startAttempt } from './start-attempt.ts';
import { startTraining, type TrainContext, type TrainOptions } from './train-context.ts';
import { makeTrainingPlan } from './make-training-plan.ts';
import type { TrainingPlan } from './training-plan.ts';
import { openRun, type TrainingRun } from './training-run.ts';

/** Of two that start the same job at once, the slower looks again: so often at most. */
const mostConflicts = 10;

/**
 * Trains: packs the code, brings data that are not there yet, chooses what to run on, and starts the job, or finds it
 * running, or done. Resolves when the target has accepted it; `result()` of the run waits for its end.
 *
 * Run again, finished work is reused and running work is joined; a failed or stopped attempt is followed by another,
 * which finds the checkpoints.
 *
 * @throws TorchrelayError
 * @example
 * const run = await train({ name: 'digits', source: './train', entry: 'train.py' }, local());
 * const { metrics } = await run.result();
 */
export function train(
  definition: JobDefinition,
  target: Target,
  options: TrainOptions = {},
): Operation<TrainingRun> {
  const { name } = definition;
  return startTraining({ operation: 'train', target, name, options }, async (context) => {
    const draft = await draftOf(definition, options, context);
    for (let conflicts = 0; ; conflicts += 1) {
      const attempt = await joinOrStart({ draft, options, context, conflicts });
      if (attempt !== undefined) return openRun({ attempt, context });
    }
  });
}

/**
 * What `train` with the same arguments would start; `undefined` where it would start nothing, since the job is done or
 * runs. Changes nothing.
 *
 * @throws TorchrelayError
 * @example
 * const job = { name: 'digits', source: './train', entry: 'train.py', accelerator: 'A100:8', nodes: 2 };
 * const planned = await planTraining(job, sagemaker({ region: 'us-east-1' }));
 */
export function planTraining(
  definition: JobDefinition,
  target: Target,
  options: TrainOptions = {},
): Operation<TrainingPlan | undefined> {
  return startTraining(
    { operation: 'planTraining', target, name: definition.name, options },
    async (context) => {
      const draft = await draftOf(definition, options, context);
      const attempts = await attemptsOf(draft, context);
      const joined =
        options.fresh === true ? undefined : await attemptToJoin({ draft, attempts, context });
      if (joined?.isLive === true) return undefined;
      return makeTrainingPlan({ draft, attempts, options, context });
    },
  );
}

async function draftOf(
  definition: JobDefinition,
  { cacheFolder }: TrainOptions,
  { training, abortSignal, emit }: TrainContext,
): Promise<JobDraft> {
  const startedAt = performance.now();
  emit({ type: 'stage-start', stage: 'package' });
  const call = { abortSignal };
  const code = await packCode(definition);
  const data = await prepareData({ definition, training, cacheFolder, call });
  const draft = jobDraft({ definition, code, data, training });
  const durationInMs = performance.now() - startedAt;
  const detail = `${code.files.length} files of code`;
  emit({ type: 'stage-end', stage: 'package', durationInMs, detail });
  return draft;
}

function attemptsOf(
  { definition: { name } }: JobDraft,
  context: TrainContext,
): Promise<readonly Attempt[]> {
  const { target, abortSignal } = context;
  return withRetries(() => readAttempts(target.store, name, { abortSignal }), context);
}

/** `undefined` when another process took the attempt's number. */
async function joinOrStart({
  draft,
  options,
  context,
  conflicts,
}: {
  readonly draft: JobDraft;
  readonly options: TrainOptions;
  readonly context: TrainContext;
  readonly conflicts: number;
}): Promise<Attempt | undefined> {
  const attempts = await attemptsOf(draft, context);
  // After a conflict the other's attempt is as fresh as ours.
  const isFresh = options.fresh === true && conflicts === 0;
  const joined = isFresh ? undefined : await attemptToJoin({ draft, attempts, context });
  if (joined?.isLive === true) {
    context.emit({ type: 'job-join', attempt: joined.attempt.attempt, state: joined.state });
    return joined.attempt;
  }
  try {
    return await startAttempt({ draft, attempts, pending: joined?.attempt, options, context });
  } catch (error) {
    const isLost = TorchrelayError.isInstance(error) && error.code === 'PRECONDITION_FAILED';
    if (!isLost || conflicts >= mostConflicts) throw error;
    return undefined;
  }
}
