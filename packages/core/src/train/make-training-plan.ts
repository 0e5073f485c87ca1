import { withRetries } from '../apply/retry.ts';
import { warningsTo } from '../apply/warnings-to.ts';
import { type Choice, chooseOffer } from '../choose/choose-offer.ts';
import type { Call } from '../target/call.ts';
import type { TrainSpec } from '../target/training.ts';
import type { Attempt } from './attempts.ts';
import { type Missing, missingOf, uploadSteps } from './core-steps.ts';
import { type JobDraft, trainSpec } from './job-draft.ts';
import type { TrainContext, TrainOptions } from './train-context.ts';
import { type TrainingPlan, trainingPlan } from './training-plan.ts';

export interface TrainingPlanRequest {
  readonly draft: JobDraft;
  readonly attempts: readonly Attempt[];
  /** An attempt that was written down and never started: it is started as it stands. */
  readonly pending?: Attempt | undefined;
  /** Offers that were refused. */
  readonly refused?: readonly string[] | undefined;
  readonly options: Pick<TrainOptions, 'fresh'>;
  readonly context: TrainContext;
}

/** Asks what there is, chooses, and plans the next attempt. Changes nothing. */
export async function makeTrainingPlan(request: TrainingPlanRequest): Promise<TrainingPlan> {
  const { draft, context } = request;
  const { target, abortSignal } = context;
  const { name } = draft.definition;
  const call: Call = { abortSignal };
  const ask = <Answer>(question: () => Promise<Answer>): Promise<Answer> =>
    withRetries(question, context);
  const scope = await ask(() => target.doScope(call));
  const store = await ask(() => target.store.doObserve(call));
  const missing = await ask(() => missingOf(draft, target.store, call));
  const choice = await choose(request);
  const resumed = request.options.fresh === true ? undefined : resumedBy(draft, request.attempts);
  const resumes = request.pending === undefined ? resumed?.attempt : request.pending.resumes;
  const want = request.pending?.spec ?? wanted({ ...request, choice, resumed });
  const onWarning = warningsTo(context.emit);
  await ask(async () => context.training.doCheck?.(want, { abortSignal, onWarning }));
  return trainingPlan({
    provider: target.provider,
    scope,
    name,
    attempt: want.attempt,
    ...(resumes !== undefined && { resumes }),
    store,
    foundation: target.store.plan(store),
    steps: stepsOf({ draft, missing, want, context }),
    want,
    choice,
  });
}

/** The last attempt of the same job, whose checkpoints the next one finds. */
function resumedBy({ digest }: JobDraft, attempts: readonly Attempt[]): Attempt | undefined {
  return attempts.findLast(({ spec }) => spec.digest === digest);
}

function wanted({
  draft,
  attempts,
  choice,
  resumed,
}: TrainingPlanRequest & {
  readonly choice: Choice;
  readonly resumed: Attempt | undefined;
}): TrainSpec {
  const attempt = (attempts.at(-1)?.attempt ?? 0) + 1;
  const { chosen, ladder } = choice;
  return trainSpec({
    draft,
    attempt,
    checkpointPrefix: resumed?.spec.checkpointPrefix,
    chosen,
    ladder,
  });
}

function stepsOf({
  draft,
  missing,
  want,
  context: { training },
}: {
  readonly draft: JobDraft;
  readonly missing: Missing;
  readonly want: TrainSpec;
  readonly context: TrainContext;
}): TrainingPlan['steps'] {
  return [...uploadSteps(draft, missing), ...training.plan(want, undefined)];
}

async function choose({ draft, refused = [], context }: TrainingPlanRequest): Promise<Choice> {
  const { need, definition, priceLimit } = draft;
  const { abortSignal, training } = context;
  const onWarning = warningsTo(context.emit);
  const offers = await withRetries(
    () => training.doOffers(need, { abortSignal, onWarning }),
    context,
  );
  const { excludes: own = [], regions } = definition;
  const excludes = [...own, ...refused];
  return chooseOffer({ need, offers, excludes, regions, priceLimit });
}
