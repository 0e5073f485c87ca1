import { checkAborted, TorchrelayError, toTorchrelayError } from '../errors/torchrelay-error.ts';
import { takeLease } from '../lease/lease.ts';
import { draftOf, type Intent } from '../plan/intent.ts';
import { makePlan } from '../plan/make-plan.ts';
import { isNoChange, type Plan } from '../plan/plan.ts';
import { carryOut } from './carry-out.ts';
import type { ApplyContext } from './context.ts';
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
  await layFoundation(plan, intent, context);
  return underLease(plan, intent, context);
}

async function askConsent(plan: Plan, { confirm }: ApplyContext): Promise<void> {
  if (confirm === undefined || (await confirm(plan))) return;
  throw new TorchrelayError({
    code: 'DECLINED',
    message: 'The plan was declined; nothing was changed.',
    hint: 'Run it again with other options.',
  });
}

/** Without a store there is no lease, so its making is safe under the platform's own uniqueness alone. */
async function layFoundation(
  { foundation }: Plan,
  intent: Intent,
  context: ApplyContext,
): Promise<void> {
  const check = async (): Promise<void> => checkAborted(context.abortSignal);
  const runner = context.target.store;
  await runSteps({ steps: foundation, want: undefined, intent, context, check, runner });
}

async function underLease(approved: Plan, intent: Intent, outer: ApplyContext): Promise<Applied> {
  const lease = await takeLease({
    store: outer.target.store,
    name: intent.name,
    verb: intent.verb,
    context: outer,
    packageDigest: draftOf(intent)?.package.digest,
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

function stalePlan(name: string): TorchrelayError {
  return new TorchrelayError({
    code: 'STALE_PLAN',
    message: `"${name}" has changed since the plan was made; nothing was done.`,
    hint: 'Look at the new plan and approve it: run the command again.',
    data: { name },
  });
}
