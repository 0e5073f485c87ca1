import { type Operation, startOperation } from '../apply/operation.ts';
import { TorchrelayError, toTorchrelayError } from '../errors/torchrelay-error.ts';
import { usd } from '../choose/quantities.ts';
import type { Plan } from '../plan/plan.ts';
import type { Target } from '../target/target.ts';
import { plan, type ModelSource } from './deploy.ts';
import type { DeployOptions } from './deploy-options.ts';

/** One of the targets that were asked. */
export interface Candidate {
  readonly target: Target;
  /** What deploying there would do. Absent where it cannot. */
  readonly plan?: Plan;
  /** US dollars per hour for all instances, where that is known. */
  readonly usdPerHour?: number;
  /** Why it cannot be deployed there. */
  readonly problem?: TorchrelayError;
}

/** On which of several targets a model is best deployed, and why. */
export interface TargetChoice {
  /** Where to deploy: hand it to `deploy`. */
  readonly target: Target;
  readonly plan: Plan;
  /** In words: why this one. */
  readonly why: string;
  /** All that were asked, the chosen one first, then in the order of their price. */
  readonly candidates: readonly Candidate[];
}

/**
 * Asks several targets what a deployment would run on there, and picks one: where the name serves already, else the
 * cheapest. Changes nothing; `deploy(model, choice.target, options)` then goes there, and nowhere else.
 *
 * @throws TorchrelayError `NO_TARGET` when none can take it, with each one's reason; what is wrong with the model
 * @example
 * const targets = [sagemaker(), azureml({ subscription, resourceGroup, workspace })];
 * const { target, why } = await choose('./resnet50.pt', targets);
 */
export function choose(
  model: ModelSource,
  targets: readonly Target[],
  options: DeployOptions = {},
): Operation<TargetChoice> {
  return startOperation({ operation: 'choose' }, async (listener) => {
    const onEvent: DeployOptions['onEvent'] = (event) => {
      listener(event);
      options.onEvent?.(event);
    };
    const candidates: Candidate[] = [];
    // One after the other: they read the same file, and a rehearsal is run but once.
    for (const target of targets)
      candidates.push(await ask(model, target, { ...options, onEvent }));
    return pick(candidates);
  });
}

async function ask(model: ModelSource, target: Target, options: DeployOptions): Promise<Candidate> {
  try {
    const found = await plan(model, target, options);
    const price = found.choice?.chosen.usdPerHour;
    return {
      target,
      plan: found,
      ...(price?.known && { usdPerHour: price.value * (found.want?.instances ?? 1) }),
    };
  } catch (error) {
    options.abortSignal?.throwIfAborted();
    return { target, problem: toTorchrelayError(error) };
  }
}

function pick(candidates: readonly Candidate[]): TargetChoice {
  const ranked = candidates.toSorted((a, b) => rankOf(a) - rankOf(b) || priceOf(a) - priceOf(b));
  const [chosen, second] = ranked;
  if (chosen?.plan === undefined) throw sharedProblem(candidates) ?? noTarget(candidates);
  return {
    target: chosen.target,
    plan: chosen.plan,
    why: whyOf(chosen, second),
    candidates: ranked,
  };
}

function rankOf({ plan: found }: Candidate): number {
  if (found === undefined) return 2;
  return found.live?.serving === undefined ? 1 : 0;
}

/** What has no known price comes last, and never makes a difference of infinities. */
function priceOf({ usdPerHour = Number.MAX_VALUE }: Candidate): number {
  return usdPerHour;
}

function whyOf(chosen: Candidate, second: Candidate | undefined): string {
  if (rankOf(chosen) === 0) return 'serves there now';
  if (second?.plan === undefined) return 'the only one that can take it';
  if (chosen.usdPerHour === undefined) return 'the first that can take it; no price is known';
  const other =
    second.usdPerHour === undefined ? 'a price that is not known' : usd(second.usdPerHour);
  return `${usd(chosen.usdPerHour)} per hour, against ${other} on ${second.target.provider}`;
}

/** What is wrong with the model is wrong everywhere, and is said once. */
function sharedProblem([first, ...others]: readonly Candidate[]): TorchrelayError | undefined {
  const isShared = others.every(({ problem }) => problem?.message === first?.problem?.message);
  return isShared ? first?.problem : undefined;
}

function noTarget(candidates: readonly Candidate[]): TorchrelayError {
  const reasons = candidates.map(
    ({ target: { provider }, problem }) => `${provider}: ${problem?.message}`,
  );
  return new TorchrelayError({
    code: 'NO_TARGET',
    message: `None of the targets can take this model. ${reasons.join(' ') || 'None was given.'}`,
    hint:
      candidates.find(({ problem }) => problem?.hint)?.problem?.hint ?? 'Name at least one target.',
    data: { targets: candidates.map(({ target: { provider } }) => provider) },
  });
}
