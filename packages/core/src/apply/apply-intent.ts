import { TorchrelayError, toTorchrelayError } from '../errors/torchrelay-error.ts';
import { takeLease } from '../lease/lease.ts';
import { draftOf, type Intent } from '../plan/intent.ts';
import { makePlan } from '../plan/make-plan.ts';
import { isNoChange, type Plan } from '../plan/plan.ts';
import type { ApplyContext } from './context.ts';
import { restore } from './restore.ts';
import { runProviderStep } from './run-provider-step.ts';
import { runSteps } from './run-steps.ts';

export interface Applied {
  readonly plan: Plan;
  /** False when there was nothing to do, and nothing was written. */
  readonly changed: boolean;
}

export interface ApplyRequest {
  readonly intent: Intent;
  /** The hash of a plan that was approved elsewhere. */
  readonly approvedHash?: string | undefined;
}

/**
 * Brings a name to what is wanted: plan, ask, lock, plan again, carry out, verify, record. Whatever stops it,
 * running it again continues from what is there.
 */
export async function applyIntent(request: ApplyRequest, context: ApplyContext): Promise<Applied> {
  const { intent, approvedHash } = request;
  const plan = await makePlan({ intent }, context);
  context.emit({ type: 'plan-ready', steps: plan.steps.length, hash: plan.hash });
  if (isNoChange(plan)) return { plan, changed: false };
  if (approvedHash !== undefined && approvedHash !== plan.hash) throw stalePlan(intent.name);
  await askConsent(plan, context);
  await layFoundation(plan, context);
  return underLease(plan, intent, context);
}

async function askConsent(plan: Plan, { confirm }: ApplyContext): Promise<void> {
  if (confirm === undefined || (await confirm(plan))) return;
  throw new TorchrelayError({
    code: 'DECLINED',
    message: 'The plan was declined; nothing was changed.',
  });
}

/** Without a store there is no lease, so its making is safe under the platform's own uniqueness alone. */
async function layFoundation(plan: Plan, context: ApplyContext): Promise<void> {
  const check = async (): Promise<void> => context.abortSignal?.throwIfAborted();
  for (const step of plan.foundation) {
    const inputs = step.inputs as Parameters<typeof runProviderStep>[0]['inputs'];
    await runProviderStep({ step, inputs, runner: context.target.store, context, check });
  }
}

async function underLease(approved: Plan, intent: Intent, outer: ApplyContext): Promise<Applied> {
  const lease = await takeLease({
    store: outer.target.store,
    name: intent.name,
    verb: intent.verb,
    runtime: outer.runtime,
    durationInMs: outer.timing.leaseInMs,
    packageDigest: draftOf(intent)?.package.digest,
    abortSignal: outer.abortSignal,
  });
  outer.emit({ type: 'lease-taken' });
  const abortSignal = AbortSignal.any([
    lease.lost,
    ...(outer.abortSignal ? [outer.abortSignal] : []),
  ]);
  const context: ApplyContext = { ...outer, abortSignal };
  try {
    const plan = await makePlan({ intent }, context);
    if (isNoChange(plan)) return { plan, changed: false };
    if (plan.hash !== approved.hash) throw stalePlan(intent.name);
    return { plan: await carryOut({ plan, intent, context, check: lease.check }), changed: true };
  } catch (error) {
    throw lease.lost.aborted ? toTorchrelayError(lease.lost.reason) : error;
  } finally {
    await lease.release();
  }
}

interface CarryOut {
  readonly plan: Plan;
  readonly intent: Intent;
  readonly context: ApplyContext;
  readonly check: () => Promise<void>;
}

/** How often the world may turn out other than the plan saw it before that is an error. */
const mostReplans = 5;

/** Runs the plan; an offer that cannot be had is crossed out and the plan made again. */
async function carryOut({ plan, intent, context, check }: CarryOut): Promise<Plan> {
  const excludes: string[] = [];
  let current = plan;
  for (let replans = 0; ;) {
    const error = await attempt(current, { intent, context, check });
    if (error === undefined) return current;
    if (error.recovery === 'next-offer') excludes.push(...offerOf(current));
    else if (error.recovery !== 'replan' || (replans += 1) > mostReplans) {
      throw await restore({ error, intent, context, check });
    }
    current = await planAgain({ current, error, intent, excludes, context, check });
  }
}

async function attempt(
  { steps, want }: Plan,
  run: Omit<CarryOut, 'plan'>,
): Promise<TorchrelayError | undefined> {
  try {
    await runSteps({ steps, want, ...run });
    return undefined;
  } catch (error) {
    return toTorchrelayError(error);
  }
}

async function planAgain({
  current,
  error,
  intent,
  excludes,
  context,
  check,
}: Omit<CarryOut, 'plan'> & {
  readonly current: Plan;
  readonly error: TorchrelayError;
  readonly excludes: readonly string[];
}): Promise<Plan> {
  try {
    const next = await makePlan({ intent, excludes }, context);
    if (error.recovery === 'next-offer') tellNextOffer({ current, next, error, context });
    return next;
  } catch (thrown) {
    const failure = toTorchrelayError(thrown);
    const cause = failure.code === 'NO_OFFER' ? laddersEnd(error, excludes) : failure;
    throw await restore({ error: cause, intent, context, check });
  }
}

function tellNextOffer({
  current,
  next,
  error,
  context: { emit },
}: {
  readonly current: Plan;
  readonly next: Plan;
  readonly error: TorchrelayError;
  readonly context: ApplyContext;
}): void {
  const [offer = ''] = offerOf(current);
  const [following] = offerOf(next);
  emit({
    type: 'offer-fail',
    offer,
    reason: error.message,
    ...(following !== undefined && { next: following }),
  });
}

function offerOf({ want }: Plan): readonly string[] {
  return want === undefined ? [] : [want.offer.id];
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

function stalePlan(name: string): TorchrelayError {
  return new TorchrelayError({
    code: 'STALE_PLAN',
    message: `"${name}" has changed since the plan was made; nothing was done.`,
    hint: 'Look at the new plan and approve it: run the command again.',
    data: { name },
  });
}
