import type { StepRunner } from '../apply/run-provider-step.ts';
import { withRetries } from '../apply/retry.ts';
import { toTorchrelayError, TorchrelayError } from '../errors/torchrelay-error.ts';
import { keys } from '../store/keys.ts';
import type { Json } from '../target/json.ts';
import type { Step } from '../target/step.ts';
import { type Attempt, writeAttempt } from './attempts.ts';
import { runUploadStep, writeJobInput } from './core-steps.ts';
import type { JobDraft } from './job-draft.ts';
import { makeTrainingPlan } from './make-training-plan.ts';
import { runInOrder, runJobStep } from './run-job-steps.ts';
import type { TrainContext, TrainOptions } from './train-context.ts';
import type { TrainingPlan } from './training-plan.ts';

export interface StartRequest {
  readonly draft: JobDraft;
  readonly attempts: readonly Attempt[];
  /** An attempt that was written down and never started. */
  readonly pending: Attempt | undefined;
  readonly options: TrainOptions;
  readonly context: TrainContext;
}

/** An offer that the platform would not give, and why. */
interface Refusal {
  /** Of the attempt that was not to be. */
  readonly id: string;
  readonly offer: string;
  readonly error: TorchrelayError;
}

/**
 * Plans, asks, writes the attempt down, and starts it. The record comes before the job: a process that dies between
 * them leaves an attempt that the next one starts, and no job that nobody knows. Where the platform refuses the offer,
 * the record goes, and the next acceptable offer is taken.
 *
 * @throws TorchrelayError `DECLINED`; `PRECONDITION_FAILED` when another process took the number
 */
export async function startAttempt(
  request: StartRequest,
  refusals: readonly Refusal[] = [],
): Promise<Attempt> {
  const { options, context } = request;
  const plan = await planAfter(refusals, request);
  context.emit({ type: 'plan-ready', steps: plan.steps.length, hash: plan.hash });
  const isFirst = refusals.length === 0;
  if (isFirst && options.confirm !== undefined && !(await options.confirm(plan))) throw declined();
  await runAll(plan.foundation, { ...request, runner: context.target.store });
  const uploads = plan.steps.filter(({ action }) => action === 'upload');
  await runAll(uploads, { ...request, runner: context.training });
  const attempt = request.pending ?? (await record(plan, request));
  try {
    await begin(plan, attempt, request);
    return attempt;
  } catch (thrown) {
    const error = toTorchrelayError(thrown, context.abortSignal);
    if (error.recovery !== 'next-offer' || error.effect !== 'none') throw error;
    await takeBack(attempt, context);
    const attempts = request.attempts.filter(({ attempt: other }) => other !== attempt.attempt);
    const refusal = { id: attempt.spec.id, offer: attempt.spec.offer.id, error };
    return startAttempt({ ...request, attempts, pending: undefined }, [...refusals, refusal]);
  }
}

async function planAfter(
  refusals: readonly Refusal[],
  request: StartRequest,
): Promise<TrainingPlan> {
  const { emit } = request.context;
  const last = refusals.at(-1);
  const fail = (next?: string): void => {
    if (last === undefined) return;
    const { offer, error } = last;
    emit({ type: 'offer-fail', offer, reason: error.message, ...(next !== undefined && { next }) });
  };
  try {
    const plan = await makeTrainingPlan({
      ...request,
      refused: refusals.map(({ offer }) => offer),
    });
    fail(plan.want.offer.id);
    return plan;
  } catch (error) {
    const isEnd = TorchrelayError.isInstance(error) && error.code === 'NO_OFFER';
    if (!isEnd || last === undefined) throw error;
    fail();
    if (request.attempts.length === 0) await forget(last.id, request.context);
    throw last.error;
  }
}

/** What was made beside the job that was not to be, and that no other of the name needs. */
async function forget(id: string, context: TrainContext): Promise<void> {
  const { training, abortSignal } = context;
  await withRetries(async () => training.doForget?.(id, { abortSignal }), context);
}

/** No job was made for it: another may have its number. */
async function takeBack({ spec, attempt }: Attempt, context: TrainContext): Promise<void> {
  const { target, abortSignal } = context;
  const key = keys.attempt(spec.name, attempt);
  await withRetries(() => target.store.doDelete(key, {}, { abortSignal }), context);
}

async function record(
  plan: TrainingPlan,
  { draft, options, context }: StartRequest,
): Promise<Attempt> {
  const { runtime, target, abortSignal } = context;
  const attempt: Attempt = {
    version: 1,
    attempt: plan.attempt,
    createdAt: new Date(runtime.now()).toISOString(),
    actor: runtime.actor(),
    ...(plan.resumes !== undefined && { resumes: plan.resumes }),
    entry: draft.definition.entry,
    spec: plan.want,
    ...(options.provenance !== undefined && { provenance: options.provenance }),
  };
  await withRetries(() => writeAttempt(target.store, attempt, { abortSignal }), context);
  return attempt;
}

async function begin(plan: TrainingPlan, attempt: Attempt, request: StartRequest): Promise<void> {
  const { draft, context } = request;
  const { target, abortSignal } = context;
  const parts = { store: target.store, call: { abortSignal } };
  await withRetries(() => writeJobInput(draft, attempt.spec, parts), context);
  const steps = plan.steps.filter(({ action }) => action !== 'upload');
  await runAll(steps, { ...request, runner: context.training });
}

type Running = StartRequest & {
  readonly runner: StepRunner;
};

async function runAll(steps: readonly Step[], running: Running): Promise<void> {
  await runInOrder(steps, running.context, (step, outputs) => run(step, outputs, running));
}

async function run(
  step: Step,
  outputs: ReadonlyMap<string, Json>,
  { draft, context, runner }: Running,
): Promise<Json> {
  const { emit, target, abortSignal } = context;
  if (step.action === 'upload') {
    const upload = { draft, store: target.store, emit, call: { abortSignal } };
    await withRetries(() => runUploadStep(step, upload), context);
    return {};
  }
  return runJobStep({ step, outputs, runner, context });
}

function declined(): TorchrelayError {
  return new TorchrelayError({
    code: 'DECLINED',
    message: 'The plan was declined; nothing was changed.',
    hint: 'Run it again with other options.',
  });
}
