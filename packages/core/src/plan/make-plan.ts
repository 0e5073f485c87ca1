import type { ApplyContext } from '../apply/context.ts';
import { withRetries } from '../apply/retry.ts';
import { choose, type Choice } from '../choose/choose.ts';
import { isUploaded } from '../package/upload.ts';
import { latestRelease, type Release } from '../release/release-log.ts';
import { keys } from '../store/keys.ts';
import type { Call } from '../target/call.ts';
import type { Deployment, ServeSpec } from '../target/serving.ts';
import type { Step } from '../target/step.ts';
import { forgetStep, recordStep, uploadStep } from './core-steps.ts';
import { draftOf, type Intent } from './intent.ts';
import { type Plan, planHash } from './plan.ts';

export interface PlanRequest {
  readonly intent: Intent;
  /** Offers that failed in this very run. */
  readonly excludes?: readonly string[];
}

/** Everything that had to be asked; what follows from it is pure. */
interface Observed {
  readonly scope: string;
  readonly store: Plan['store'];
  readonly live: Deployment | undefined;
  readonly latest: Release | undefined;
  readonly uploaded: boolean;
  /** Whether anything is stored under the name. */
  readonly remembered: boolean;
}

/** Observes, chooses an offer, and plans. Changes nothing. */
export async function makePlan(
  { intent, excludes = [] }: PlanRequest,
  context: ApplyContext,
): Promise<Plan> {
  const observed = await observe(intent, context);
  const choice = await chooseOffer({ intent, excludes, observed, context });
  return draw({ intent, observed, choice, context });
}

async function observe(intent: Intent, context: ApplyContext): Promise<Observed> {
  const { target, serving } = context;
  const call: Call = { abortSignal: context.abortSignal };
  const ask = <Answer>(request: () => Promise<Answer>): Promise<Answer> =>
    withRetries(request, context);
  const scope = await ask(() => target.doScope(call));
  const store = await ask(() => target.store.doObserve(call));
  const live = await ask(() => serving.doObserve(intent.name, call));
  const known = store.exists ? await ask(() => readStore(intent, context, call)) : emptyStore;
  return { scope, store, live, ...known };
}

const emptyStore = { latest: undefined, uploaded: false, remembered: false } as const;

async function readStore(
  intent: Intent,
  { target: { store } }: ApplyContext,
  call: Call,
): Promise<Pick<Observed, 'latest' | 'uploaded' | 'remembered'>> {
  const draft = draftOf(intent);
  const [latest, uploaded, remembered] = await Promise.all([
    latestRelease(store, intent.name, call),
    draft === undefined ? false : isUploaded(store, draft.package.digest, call),
    intent.verb === 'destroy' && isRemembered(store, intent.name, call),
  ]);
  return { latest, uploaded, remembered };
}

async function isRemembered(
  store: ApplyContext['target']['store'],
  name: string,
  call: Call,
): Promise<boolean> {
  for await (const _ of store.doList(keys.nameFolder(name), call)) return true;
  return false;
}

async function chooseOffer({
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
  const draft = draftOf(intent);
  if (draft === undefined) return undefined;
  const offers = await withRetries(
    () => context.serving.doOffers(draft.need, { abortSignal: context.abortSignal }),
    context,
  );
  const current = observed.live?.serving?.offerId;
  const refused = [...(draft.offerRequest.excludes ?? []), ...excludes];
  return choose({ need: draft.need, offers, current, excludes: refused });
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
  const draft = draftOf(intent);
  const want = draft && choice && { ...draft, offer: choice.chosen };
  const steps = stepsFor({ want, observed, name: intent.name, own: serving.plan(want, live) });
  const base = { verb: intent.verb, scope, name: intent.name, steps } as const;
  return {
    version: 1,
    ...base,
    provider: target.provider,
    store,
    foundation: target.store.plan(store),
    ...(want && { want, peakInstances: serving.peakInstances(want, live) }),
    ...(live && { live }),
    ...(choice && { choice }),
    hash: planHash(base),
  };
}

/** The provider's steps between core's own: the package before, history after. */
function stepsFor({
  want,
  observed,
  name,
  own,
}: {
  readonly want: ServeSpec | undefined;
  readonly observed: Observed;
  readonly name: string;
  readonly own: readonly Step[];
}): readonly Step[] {
  if (want === undefined) {
    // With anything to remove there is history to forget: the lease itself, at the least.
    const forgets = observed.remembered || own.length > 0;
    return forgets ? [...own, forgetStep({ name, after: own })] : [];
  }
  const before = own.length > 0 && !observed.uploaded ? [uploadStep(want)] : [];
  const isNew = observed.latest?.spec.digest !== want.digest;
  const after = isNew ? [recordStep({ want, latest: observed.latest, after: own })] : [];
  return [...before, ...own, ...after];
}
