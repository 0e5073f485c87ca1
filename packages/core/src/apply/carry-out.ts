import { TorchrelayError, toTorchrelayError } from '../errors/torchrelay-error.ts';
import type { Intent } from '../plan/intent.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { ApplyContext } from './context.ts';
import { restore } from './restore.ts';
import { waitBefore } from './retry.ts';
import { runSteps } from './run-steps.ts';

export interface CarryOut {
  readonly plan: Plan;
  readonly intent: Intent;
  readonly context: ApplyContext;
  readonly check: () => Promise<void>;
}

/** How often the world may turn out other than the plan saw it before that is an error. */
const mostReplans = 5;

/** What stays the same through all attempts. */
interface Run extends Omit<CarryOut, 'plan'> {
  /** What was live before anything was changed. */
  readonly before: Plan['live'];
}

/** Runs the plan; an offer that cannot be had is crossed out and the plan made again. */
export async function carryOut({ plan, ...given }: CarryOut): Promise<Plan> {
  const run: Run = { ...given, before: plan.live };
  const excludes: string[] = [];
  let current = plan;
  for (let replans = 0; ;) {
    const error = await attempt(current, run);
    if (error === undefined) return current;
    const failedOffer = current.want?.offer.id;
    if (error.recovery === 'next-offer' && failedOffer !== undefined) excludes.push(failedOffer);
    else if (error.recovery !== 'replan' || (replans += 1) > mostReplans) {
      throw await restore({ ...run, error });
    }
    current = await planAgain({ ...run, current, error, replans, excludes });
  }
}

/** Reads lag behind writes on every cloud: looking again at once would often show the same old world. */
async function settle(
  { message, data }: TorchrelayError,
  replans: number,
  context: ApplyContext,
): Promise<void> {
  const waitInMs = waitBefore(replans, data, context);
  context.emit({ type: 'retry', reason: message, attempt: replans, waitInMs });
  await context.runtime.sleep(waitInMs, context.abortSignal);
}

async function attempt({ steps, want }: Plan, run: Run): Promise<TorchrelayError | undefined> {
  try {
    await runSteps({ steps, want, ...run });
    return undefined;
  } catch (error) {
    return toTorchrelayError(error, run.context.abortSignal);
  }
}

async function planAgain({
  current,
  error,
  replans,
  excludes,
  ...run
}: Run & {
  readonly current: Plan;
  readonly error: TorchrelayError;
  /** How often it has been planned again because the world was another. */
  readonly replans: number;
  readonly excludes: readonly string[];
}): Promise<Plan> {
  const { intent, context } = run;
  const isOffer = error.recovery === 'next-offer';
  try {
    if (!isOffer) await settle(error, replans, context);
    const next = await makePlan({ intent, excludes }, context);
    if (isOffer) tellOfferFailed({ current, next, error, context });
    return next;
  } catch (thrown) {
    const failure = toTorchrelayError(thrown, context.abortSignal);
    if (failure.code !== 'NO_OFFER' || !isOffer) throw await restore({ ...run, error: failure });
    tellOfferFailed({ current, error, context });
    throw await restore({ ...run, error: laddersEnd(error, excludes) });
  }
}

function tellOfferFailed({
  current,
  next,
  error,
  context: { emit },
}: {
  readonly current: Plan;
  readonly next?: Plan;
  readonly error: TorchrelayError;
  readonly context: ApplyContext;
}): void {
  emit({
    type: 'offer-fail',
    offer: current.want?.offer.id ?? '',
    reason: error.message,
    ...(next?.want !== undefined && { next: next.want.offer.id }),
  });
}

function laddersEnd(last: TorchrelayError, tried: readonly string[]): TorchrelayError {
  return new TorchrelayError({
    code: 'NO_CAPACITY',
    message: `None of the acceptable offers could be had (${tried.join(', ')}). The last said: ${last.message}`,
    hint: 'Try again later, allow another accelerator or region, or ask for quota.',
    cause: last,
    data: { tried },
  });
}
