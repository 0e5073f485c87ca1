import { defaultTiming, type Timing } from '../apply/context.ts';
import { eventEmitter, type Emit, type RelayEvent } from '../apply/events.ts';
import { guardedListener } from '../apply/guarded-listener.ts';
import { startOperation, type Operation } from '../apply/operation.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { checkName } from '../names/name.ts';
import { defaultRuntime, type Runtime } from '../runtime/runtime.ts';
import type { JsonObject } from '../target/json.ts';
import type { Target } from '../target/target.ts';
import type { Training } from '../target/training.ts';
import type { OperationName } from '../tracing/tracing-channels.ts';
import type { TrainingPlan } from './training-plan.ts';

/** What every verb of training takes. */
export interface TrainOptions {
  /** Shown the plan before anything is changed or sent; `false` declines. Without it the plan is carried out. */
  readonly confirm?: (plan: TrainingPlan) => boolean | Promise<boolean>;
  /** Begins anew, although the same job is done, or runs, or has checkpoints. @default false */
  readonly fresh?: boolean;
  /** Called with each event as it happens; the returned operation can be iterated instead. */
  readonly onEvent?: (event: RelayEvent) => void;
  /** Stops our waiting. What the target has begun goes on; running the verb again joins it. */
  readonly abortSignal?: AbortSignal;
  /** Where digests of data are remembered. @default the user's cache folder */
  readonly cacheFolder?: string;
  /** Kept in the record of the attempt: the commit, the experiment. */
  readonly provenance?: JsonObject;
  /** For tests and unusual clouds. */
  readonly timing?: Partial<Timing>;
  /** For tests: clock, waiting, chance. */
  readonly runtime?: Partial<Runtime>;
}

/** What every part of training works with. */
export interface TrainContext {
  readonly target: Target;
  readonly training: Training;
  readonly runtime: Runtime;
  readonly emit: Emit;
  readonly abortSignal?: AbortSignal | undefined;
  readonly timing: Timing;
}

/** Runs a verb of training as an operation. */
export function startTraining<Result>(
  {
    operation,
    target,
    name,
    options,
  }: {
    readonly operation: OperationName;
    readonly target: Target;
    readonly name: string;
    readonly options: TrainOptions;
  },
  work: (context: TrainContext) => Promise<Result>,
): Operation<Result> {
  return startOperation({ operation, name, provider: target.provider }, async (listener) => {
    checkName(name);
    const guarded = guardedListener(options.onEvent, listener);
    const context = trainContext({ target, name, options, listener: guarded.listener });
    const result = await work(context);
    guarded.check();
    return result;
  });
}

/** @throws TorchrelayError `TRAINING_UNSUPPORTED` */
export function trainContext({
  target,
  name,
  options: { runtime: own, timing, abortSignal },
  listener = () => {},
}: {
  readonly target: Target;
  readonly name: string;
  readonly options: TrainOptions;
  readonly listener?: (event: RelayEvent) => void;
}): TrainContext {
  const runtime = { ...defaultRuntime, ...own };
  const { provider } = target;
  return {
    target,
    training: trainingOf(target),
    runtime,
    emit: eventEmitter({ provider, name, now: runtime.now, listener }),
    abortSignal,
    timing: { ...defaultTiming, ...timing },
  };
}

/** @throws TorchrelayError `TRAINING_UNSUPPORTED` */
export function trainingOf(target: Target): Training {
  if (target.training !== undefined) return target.training;
  throw new TorchrelayError({
    code: 'TRAINING_UNSUPPORTED',
    message: `The target "${target.provider}" cannot train models.`,
    hint: 'Train on another target; the result can be deployed here.',
  });
}
