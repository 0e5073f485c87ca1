import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { Autoscaling } from '../target/autoscaling.ts';
import type { ServedRelease, ServeSpec, ServingCapabilities } from '../target/serving.ts';

/** A rule for autoscaling, as it is asked for. */
export interface AutoscaleOptions
  extends
    Pick<Autoscaling, 'min' | 'max' | 'requestsPerInstancePerMinute'>,
    Partial<Pick<Autoscaling, 'scaleOutCooldownInMs' | 'scaleInCooldownInMs'>> {}

/** How many instances are to serve. One of the two. */
export interface ScalingOptions {
  /** So many, until somebody changes it: a rule for autoscaling ends. */
  readonly instances?: number;
  /** As many as requests need, by a rule that the platform follows. Cooldowns are 5 minutes unless given. */
  readonly autoscale?: AutoscaleOptions;
}

/** What somebody wants of the number of instances. `keep`: what is there stays, a rule included. */
export type ScalingRequest =
  | { readonly kind: 'keep' }
  | { readonly kind: 'fixed'; readonly instances: number }
  | { readonly kind: 'automatic'; readonly autoscaling: Autoscaling };

/** On how many instances a model serves, and the rule where there is one. */
export type Scaling = Pick<ServeSpec, 'instances' | 'autoscaling'>;

const fiveMinutesInMs = 5 * 60_000;

/** @throws TorchrelayError `SCALING_INVALID`, `INSTANCES_INVALID`, `AUTOSCALING_INVALID`, `AUTOSCALING_UNSUPPORTED` */
export function scalingRequest(
  { instances, autoscale }: ScalingOptions,
  { autoscales = false }: Pick<ServingCapabilities, 'autoscales'>,
): ScalingRequest {
  if (instances !== undefined && autoscale !== undefined) throw both();
  if (instances !== undefined) return { kind: 'fixed', instances: checkInstances(instances) };
  if (autoscale === undefined) return { kind: 'keep' };
  const autoscaling = checkAutoscaling({
    ...autoscale,
    scaleOutCooldownInMs: autoscale.scaleOutCooldownInMs ?? fiveMinutesInMs,
    scaleInCooldownInMs: autoscale.scaleInCooldownInMs ?? fiveMinutesInMs,
  });
  if (!autoscales) throw unsupported();
  return { kind: 'automatic', autoscaling };
}

/** The number of instances that follows, seen what serves now. Where nothing does, `first` is what it begins with. */
export function resolveScaling({
  request,
  live,
  first,
}: {
  readonly request: ScalingRequest;
  readonly live: ServedRelease | undefined;
  readonly first: Scaling;
}): Scaling {
  if (request.kind === 'fixed') return { instances: request.instances, autoscaling: undefined };
  if (request.kind === 'keep') return live === undefined ? first : scalingOf(live);
  const { autoscaling } = request;
  const { min, max } = autoscaling;
  return { instances: Math.min(Math.max(live?.instances ?? min, min), max), autoscaling };
}

/** As what is live is scaled. */
export function scalingOf({ instances, autoscaling }: ServedRelease): Scaling {
  return { instances, autoscaling };
}

/** The most instances that may serve at once: what quota and budget have to allow. */
export function mostInstances({ instances, autoscaling }: Scaling): number {
  return Math.max(instances, autoscaling?.max ?? 0);
}

/** @throws TorchrelayError `INSTANCES_INVALID` */
function checkInstances(instances: number): number {
  if (isWholeFromOne(instances)) return instances;
  throw new TorchrelayError({
    code: 'INSTANCES_INVALID',
    message: `A deployment cannot have ${instances} instances.`,
    hint: 'Give a whole number from 1; to have none, destroy the deployment.',
    data: { instances },
  });
}

function checkAutoscaling(rule: Autoscaling): Autoscaling {
  const problem = autoscalingProblem(rule);
  if (problem === undefined) return rule;
  throw new TorchrelayError({
    code: 'AUTOSCALING_INVALID',
    message: `This is no rule for autoscaling: ${problem}.`,
    hint: 'Give `min` and `max` as whole numbers from 1, and the requests per instance and minute to aim at.',
    data: { ...rule },
  });
}

function autoscalingProblem({
  min,
  max,
  requestsPerInstancePerMinute: requests,
  scaleOutCooldownInMs,
  scaleInCooldownInMs,
}: Autoscaling): string | undefined {
  if (!isWholeFromOne(min)) return `at least ${min} instances`;
  if (!isWholeFromOne(max)) return `at most ${max} instances`;
  if (max < min) return `at most ${max} instances, and at least ${min}`;
  if (!(requests > 0 && Number.isFinite(requests)))
    return `${requests} requests per instance and minute`;
  const cooldown = [scaleOutCooldownInMs, scaleInCooldownInMs].find((time) => !isCooldown(time));
  return cooldown === undefined ? undefined : `a cooldown of ${cooldown} ms`;
}

function isWholeFromOne(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

/** A day is more than any platform takes, and far from a mistake of milliseconds and seconds. */
function isCooldown(time: number): boolean {
  return time >= 0 && time <= 24 * 60 * 60_000;
}

function both(): TorchrelayError {
  return new TorchrelayError({
    code: 'SCALING_INVALID',
    message: 'Both a number of instances and a rule for autoscaling were given.',
    hint: 'Give one of them: with a rule, `min` and `max` say how many there may be.',
  });
}

function unsupported(): TorchrelayError {
  return new TorchrelayError({
    code: 'AUTOSCALING_UNSUPPORTED',
    message: 'This target does not change the number of instances by itself.',
    hint: 'Give `instances`, and change them when needed: torchrelay scale <name> --instances 2',
  });
}
