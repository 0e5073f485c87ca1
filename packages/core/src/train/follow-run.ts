import { withRetries } from '../apply/retry.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { Call } from '../target/call.ts';
import type { Job } from '../target/training.ts';
import { type Attempt, readAttempts, writeAttempt } from './attempts.ts';
import { beginFollower } from './begin-follower.ts';
import { attemptAfter, continueAttempt } from './continue-attempt.ts';
import type { TrainContext } from './train-context.ts';
import { readResult, type TrainingResult } from './training-result.ts';
import type { TrainingRun } from './training-run.ts';

/** How a job is waited for. */
export interface FollowOptions extends Call {
  /** So many attempts may follow one that was interrupted. @default 10 */
  readonly maxRestarts?: number;
  /** The longest time between two looks: at first it is a tenth of the time waited so far. @default 5 seconds */
  readonly pollInMs?: number;
  /** Each change of state. */
  readonly onState?: (job: Job, run: TrainingRun) => void;
}

interface Following {
  readonly attempt: Attempt;
  readonly run: TrainingRun;
  readonly context: TrainContext;
  readonly options: FollowOptions;
  /** The run of another attempt. */
  readonly open: (attempt: Attempt) => TrainingRun;
}

/** Waits for the end of a job, over all the attempts that it takes. */
export async function followRun(following: Following): Promise<TrainingResult> {
  const { maxRestarts = 10 } = following.options;
  let current = following;
  for (let restarts = 0; ; restarts += 1) {
    const job = await untilEnded(current);
    if (job.state === 'succeeded') return readResult(current.run, current.context);
    if (job.state !== 'interrupted' || restarts >= maxRestarts) throw notDone(job, current);
    current = await restart(job, current);
  }
}

/** Short jobs are common while a script is being written. */
const leastPollInMs = 500;

/** Whoever writes an attempt down starts it next; making a role of AWS, and retries, take some minutes. */
const mostUnseenInMs = 10 * 60_000;

async function untilEnded({ attempt, run, context, options }: Following): Promise<Job> {
  const { pollInMs = 5000, onState = () => {} } = options;
  const abortSignal = options.abortSignal ?? context.abortSignal;
  const { training, runtime, timing, emit } = context;
  const begunAt = runtime.now();
  let seenAt = begunAt;
  let told: string | undefined;
  for (;;) {
    const job = await withRetries(() => training.doObserve(run.id, { abortSignal }), context);
    if (job === undefined) {
      if (told === undefined) await beginFollower(attempt, context, { abortSignal });
      if (runtime.now() - seenAt > mostUnseenInMs) throw told ? gone(run) : notStarted(run);
    } else seenAt = runtime.now();
    told ??= '';
    if (job !== undefined) {
      const now = `${job.state} ${job.detail ?? ''}`;
      if (now !== told) {
        const { state, detail } = job;
        emit({
          type: 'job-state',
          attempt: run.attempt,
          state,
          ...(detail !== undefined && { detail }),
        });
        onState(job, run);
      }
      told = now;
      if (hasEnded(job)) return job;
    }
    const waited = Math.max(leastPollInMs, (runtime.now() - begunAt) / 10);
    await runtime.sleep(Math.min(pollInMs, timing.mostPollInMs, waited), abortSignal);
  }
}

function notStarted({ name, attempt }: TrainingRun): TorchrelayError {
  return new TorchrelayError({
    code: 'RUN_NOT_STARTED',
    message: `Attempt ${attempt} of "${name}" was written down, and nobody has started it.`,
    hint: 'Run the same training again: it starts this attempt. Who wrote it down was stopped before that, or still is at it.',
    data: { name, attempt },
  });
}

function gone({ name, attempt }: TrainingRun): TorchrelayError {
  return new TorchrelayError({
    code: 'RUN_NOT_FOUND',
    message: `Attempt ${attempt} of "${name}" is no more on its target: somebody has removed it.`,
    hint: 'Train again.',
    data: { name, attempt },
  });
}

function hasEnded({ state }: Job): boolean {
  return ['succeeded', 'failed', 'stopped', 'interrupted'].includes(state);
}

/** The next attempt goes on from the checkpoints of this one. Whoever else follows the job may have begun it. */
async function restart(job: Job, following: Following): Promise<Following> {
  const { attempt, context, options } = following;
  const call: Call = { abortSignal: options.abortSignal ?? context.abortSignal };
  const next = await withRetries(() => nextAttempt(attempt, context, call), context);
  context.emit({
    type: 'job-restart',
    attempt: next.attempt,
    reason: job.detail ?? 'its nodes were lost',
  });
  await continueAttempt({ attempt: next, before: attempt, context });
  return { ...following, attempt: next, run: following.open(next) };
}

/** Of two that follow the same job, the slower looks again: so often at most. */
const mostConflicts = 10;

async function nextAttempt(before: Attempt, context: TrainContext, call: Call): Promise<Attempt> {
  for (let conflicts = 0; ; conflicts += 1) {
    try {
      return await findOrWriteNext(before, context, call);
    } catch (error) {
      const isLost = TorchrelayError.isInstance(error) && error.code === 'PRECONDITION_FAILED';
      if (!isLost || conflicts >= mostConflicts) throw error;
    }
  }
}

async function findOrWriteNext(
  before: Attempt,
  { target, runtime }: TrainContext,
  call: Call,
): Promise<Attempt> {
  const attempts = await readAttempts(target.store, before.spec.name, call);
  const follower = attempts.find(({ resumes }) => resumes === before.attempt);
  if (follower !== undefined) return follower;
  const number = (attempts.at(-1)?.attempt ?? before.attempt) + 1;
  const next = attemptAfter({ before, number, runtime });
  await writeAttempt(target.store, next, call);
  return next;
}

function notDone(job: Job, { run, attempt }: Following): TorchrelayError {
  const codes = { stopped: 'TRAINING_STOPPED', interrupted: 'TRAINING_INTERRUPTED' } as const;
  const state = job.state === 'stopped' || job.state === 'interrupted' ? job.state : undefined;
  const what = state ?? 'failed';
  return new TorchrelayError({
    code: job.failure?.code ?? (state === undefined ? 'TRAINING_FAILED' : codes[state]),
    message: `Attempt ${run.attempt} of "${run.name}" ${what === 'failed' ? 'failed' : `was ${what}`}${job.detail === undefined ? '' : `: ${job.detail}`}.`,
    hint: job.failure?.hint ?? hintOf(what, attempt),
    effect: 'done',
    data: { name: run.name, attempt: run.attempt, state: job.state },
  });
}

function hintOf(what: string, { entry }: Attempt): string {
  return what === 'failed'
    ? `Look at its logs, mend ${entry}, and train again.`
    : 'Train again: it goes on from its last checkpoint.';
}
