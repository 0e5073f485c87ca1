import type { ApplyContext } from '../apply/context.ts';
import { withRetries } from '../apply/retry.ts';
import { warningsTo } from '../apply/warnings-to.ts';
import { mostInstances } from '../operate/scaling.ts';
import { type Choice, chooseOffer } from '../choose/choose-offer.ts';
import type { Offer } from '../target/offer.ts';
import type { Deployment, Serving } from '../target/serving.ts';
import { draftFor } from './draft-for.ts';
import type { Intent, SpecDraft } from './intent.ts';
import { observe, type Observed } from './observe.ts';
import { offersToScale } from './offers-to-scale.ts';
import { type Plan, planHash } from './plan.ts';
import { stepsFor } from './steps-for.ts';

export interface PlanRequest {
  readonly intent: Intent;
  /** Offers that failed in this very run. */
  readonly excludes?: readonly string[];
}

/** Observes, chooses an offer, and plans. Changes nothing. */
export async function makePlan(
  { intent, excludes = [] }: PlanRequest,
  context: ApplyContext,
): Promise<Plan> {
  const observed = await observe(intent, context);
  const choice = await makeChoice({ intent, excludes, observed, context });
  const plan = draw({ intent, observed, choice, context });
  await check(plan, context);
  return plan;
}

/** Before anything is made for it, and not for what changes nothing. */
async function check({ want, steps }: Plan, context: ApplyContext): Promise<void> {
  const { serving, abortSignal } = context;
  if (want === undefined || steps.length === 0) return;
  const onWarning = warningsTo(context.emit);
  await withRetries(async () => serving.doCheck?.(want, { abortSignal, onWarning }), context);
}

async function makeChoice({
  intent,
  excludes,
  observed,
  context,
}: {
  readonly intent: Intent;
  readonly excludes: readonly string[];
  readonly observed: Observed;
  readonly context: ApplyContext;
}): Promise<Choice | undefined> {
  const draft = draftFor(intent, observed);
  if (draft === undefined) return undefined;
  const { live } = observed;
  const { abortSignal } = context;
  const onWarning = warningsTo(context.emit);
  const offers = await withRetries(
    () => context.serving.doOffers(draft.need, { abortSignal, onWarning }, live),
    context,
  );
  const { need, offerRequest, priceLimit } = draft;
  return chooseOffer({
    need,
    offers: intent.verb === 'scale' ? offersToScale(offers, intent, live) : offers,
    current: live?.serving?.offerId,
    excludes: [...(offerRequest.excludes ?? []), ...excludes],
    regions: offerRequest.regions,
    priceLimit,
    peakOf: (offer) => peakOn(offer, { draft, live, serving: context.serving }),
  });
}

/** Instances of another type have a quota of their own: only those of the same one add up. */
function peakOn(
  offer: Offer,
  {
    draft,
    live,
    serving,
  }: {
    readonly draft: SpecDraft;
    readonly live: Deployment | undefined;
    readonly serving: Serving;
  },
): number {
  const most = mostInstances(draft);
  if (live?.serving?.offerId !== offer.id) return most;
  return Math.max(most, serving.peakInstances({ ...draft, offer }, live));
}

function draw({
  intent,
  observed,
  choice,
  context: { target, serving },
}: {
  readonly intent: Intent;
  readonly observed: Observed;
  readonly choice: Choice | undefined;
  readonly context: ApplyContext;
}): Plan {
  const { scope, store, live } = observed;
  const draft = draftFor(intent, observed);
  const { fallsBack = false } = serving.capabilities;
  const want = draft &&
    choice && { ...draft, offer: choice.chosen, ...(fallsBack && { ladder: choice.ladder }) };
  const steps = stepsFor({ intent, want, observed, own: serving.plan(want, live) });
  const notes = serving.notes?.(want, live) ?? [];
  const base = { verb: intent.verb, scope, name: intent.name, steps } as const;
  return {
    version: 1,
    ...base,
    provider: target.provider,
    store,
    foundation: target.store.plan(store),
    ...(want && {
      want,
      peakInstances: Math.max(mostInstances(want), serving.peakInstances(want, live)),
    }),
    ...(live && { live }),
    ...(choice && { choice }),
    ...(notes.length > 0 && { notes }),
    hash: planHash(base),
  };
}
