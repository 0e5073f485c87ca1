import { runProviderStep } from '../apply/run-provider-step.ts';
import { resolveInputs } from '../apply/resolve-inputs.ts';
import { withRetries } from '../apply/retry.ts';
import { toldStep } from '../apply/told-step.ts';
import { checkAborted, TorchrelayError } from '../errors/torchrelay-error.ts';
import type { Json } from '../target/json.ts';
import type { Step } from '../target/step.ts';
import { type Attempt, writeAttempt } from './attempts.ts';
import { runUploadStep, writeJobInput } from './core-steps.ts';
import type { JobDraft } from './job-draft.ts';
import { makeTrainingPlan } from './make-training-plan.ts';
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

/**
 * Plans, asks, writes the attempt down, and starts it. The record comes before the job: a process that dies between
 * them leaves an attempt that the next one starts, and no job that nobody knows.
 *
 * @throws TorchrelayError `DECLINED`; `PRECONDITION_FAILED` when another process took the number
 */
export async function startAttempt(request: StartRequest): Promise<Attempt> {
  const { options, context } = request;
  const plan = await makeTrainingPlan(request);
  context.emit({ type: 'plan-ready', steps: plan.steps.length, hash: plan.hash });
  if (options.confirm !== undefined && !(await options.confirm(plan))) throw declined();
  await runAll(plan.foundation, { ...request, runner: context.target.store });
  const uploads = plan.steps.filter(({ action }) => action === 'upload');
  await runAll(uploads, { ...request, runner: context.training });
  const attempt = request.pending ?? (await record(plan, request));
  await begin(plan, attempt, request);
  return attempt;
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
  readonly runner: Parameters<typeof runProviderStep>[0]['runner'];
};

/** Carries the steps out in their order. The first failure ends it. */
async function runAll(steps: readonly Step[], running: Running): Promise<void> {
  const outputs = new Map<string, Json>();
  for (const step of steps)
    outputs.set(step.id, await toldStep(step, running.context, () => run(step, outputs, running)));
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
  const inputs = resolveInputs(step, outputs);
  const check = async (): Promise<void> => checkAborted(abortSignal);
  return runProviderStep({ step, inputs, runner, context, check });
}

function declined(): TorchrelayError {
  return new TorchrelayError({
    code: 'DECLINED',
    message: 'The plan was declined; nothing was changed.',
  });
}
