import { withRetries } from '../apply/retry.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { Call } from '../target/call.ts';
import type { LogLine, LogOptions } from '../target/resource.ts';
import type { Target } from '../target/target.ts';
import type { Job, TrainSpec } from '../target/training.ts';
import { type Attempt, readAttempts } from './attempts.ts';
import { followRun, type FollowOptions } from './follow-run.ts';
import { metricOf, type MetricPatterns, type TrainingMetric } from './metrics/training-metrics.ts';
import { stopRun } from './stop-run.ts';
import type { TrainingResult } from './training-result.ts';
import { trainContext, type TrainContext, type TrainOptions } from './train-context.ts';

/** One attempt of a job that was started, here or by another process. */
export interface TrainingRun {
  readonly name: string;
  /** From 1. After an interruption `result` goes on with the next. */
  readonly attempt: number;
  /** Its native name. */
  readonly id: string;
  /** Of the target that it runs on: `sagemaker`. */
  readonly provider: string;
  readonly spec: TrainSpec;
  status(call?: Call): Promise<RunStatus>;
  /**
   * What all nodes wrote, oldest first.
   *
   * @throws TorchrelayError `LOGS_UNSUPPORTED`, at once
   */
  logs(options?: LogOptions & Call): AsyncIterable<LogLine>;
  /** What the script wrote into `metrics.jsonl`, or what the patterns find in its lines. */
  metrics(
    options?: { patterns?: MetricPatterns; follow?: boolean } & Call,
  ): AsyncIterable<TrainingMetric>;
  /** The script is told by SIGTERM, and may still write a checkpoint. Resolves when it has ended. */
  stop(call?: Call): Promise<void>;
  /**
   * Waits for the end. After an interruption the next attempt is started, up to `maxRestarts`.
   *
   * @throws TorchrelayError `TRAINING_FAILED`, `TRAINING_STOPPED`, `TRAINING_INTERRUPTED`; `RUN_NOT_STARTED` for a
   *   first attempt without a job after ten minutes
   */
  result(options?: FollowOptions): Promise<TrainingResult>;
}

/** How a job is, which attempt that is, and what it has cost so far. */
export interface RunStatus extends Job {
  readonly attempt: number;
  readonly nodes: number;
  /** US dollars so far, all nodes together, where the price is known. */
  readonly usd?: number;
}

/**
 * Opens a run that was started elsewhere.
 *
 * @param attempt the last one by default
 * @throws TorchrelayError `RUN_NOT_FOUND`
 * @example
 * const run = await trainingRun('digits', sagemaker({ region: 'us-east-1' }));
 * for await (const { text } of run.logs({ follow: true })) console.log(text);
 */
export async function trainingRun(
  name: string,
  target: Target,
  { attempt, ...options }: TrainOptions & { readonly attempt?: number } = {},
): Promise<TrainingRun> {
  const context = trainContext({ target, name, options });
  const call: Call = { abortSignal: options.abortSignal };
  const attempts = await withRetries(() => readAttempts(target.store, name, call), context);
  const found =
    attempt === undefined ? attempts.at(-1) : attempts.find((each) => each.attempt === attempt);
  if (found !== undefined) return openRun({ attempt: found, context });
  throw new TorchrelayError({
    code: 'RUN_NOT_FOUND',
    message:
      attempts.length === 0
        ? `Nothing was trained under the name "${name}" on this target.`
        : `"${name}" has no attempt ${attempt}; there are 1 to ${attempts.at(-1)?.attempt}.`,
    hint: 'If it is elsewhere, name its target. See what was trained: torchrelay list --jobs',
    data: { name, attempt },
  });
}

export function openRun({
  attempt,
  context,
}: {
  readonly attempt: Attempt;
  readonly context: TrainContext;
}): TrainingRun {
  const { spec } = attempt;
  const open = (other: Attempt): TrainingRun => openRun({ attempt: other, context });
  const { training } = context;
  const { id, name } = spec;
  const run: TrainingRun = {
    name,
    attempt: attempt.attempt,
    id,
    provider: context.target.provider,
    spec,
    async status(call = {}) {
      const job = await withRetries(() => training.doObserve(id, call), context);
      return statusOf({ job, spec, now: context.runtime.now() });
    },
    logs: ({ abortSignal, ...options } = {}) => lines({ context, id, options, abortSignal }),
    async *metrics({ patterns, follow = false, abortSignal } = {}) {
      for await (const line of lines({ context, id, options: { follow }, abortSignal })) {
        const metric = metricOf(line, patterns);
        if (metric !== undefined) yield metric;
      }
    },
    stop: (call = {}) => stopRun({ run, context, call }),
    result: (options = {}) => followRun({ attempt, run, context, options, open }),
  };
  return run;
}

function lines({
  context: { training, target },
  id,
  options,
  abortSignal,
}: {
  readonly context: TrainContext;
  readonly id: string;
  readonly options: LogOptions;
  readonly abortSignal: AbortSignal | undefined;
}): AsyncIterable<LogLine> {
  if (training.doLogs !== undefined) return training.doLogs(id, options, { abortSignal });
  throw new TorchrelayError({
    code: 'LOGS_UNSUPPORTED',
    message: `The target "${target.provider}" has no logs of jobs.`,
    hint: 'Look at the logs of the platform itself.',
  });
}

function statusOf({
  job,
  spec,
  now,
}: {
  readonly job: Job | undefined;
  readonly spec: TrainSpec;
  readonly now: number;
}): RunStatus {
  const { id, attempt, nodes } = spec;
  const known: Job = job ?? { id, state: 'queued', detail: 'not started yet', native: null };
  const usd = usdOf(known, spec, now);
  return { ...known, attempt, nodes, ...(usd !== undefined && { usd }) };
}

/** As far as the platform says what it charges for; else by the clock. */
function usdOf(
  { startedAt, endedAt, billedSeconds }: Job,
  { offer, nodes, spot }: TrainSpec,
  now: number,
): number | undefined {
  const price = spot && billedSeconds === undefined ? offer.spotUsdPerHour : offer.usdPerHour;
  if (price?.known !== true) return undefined;
  if (billedSeconds !== undefined) return (billedSeconds / 3600) * price.value;
  if (startedAt === undefined) return 0;
  return (((endedAt ?? now) - startedAt) / 3_600_000) * price.value * nodes;
}
