import { applyIntent } from '../apply/apply-intent.ts';
import { servingOf } from '../apply/context.ts';
import type { Operation } from '../apply/operation.ts';
import { withRetries } from '../apply/retry.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';
import {
  type Scaling,
  type ScalingOptions,
  scalingOf,
  scalingRequest,
} from '../operate/scaling.ts';
import { servedRelease } from '../release/served-release.ts';
import type { Target } from '../target/target.ts';
import { notDeployed } from './not-deployed.ts';
import { startVerb } from './verb.ts';
import type { VerbOptions } from './verb-options.ts';

/** On how many instances, or by which rule. */
export interface ScaleOptions extends VerbOptions, ScalingOptions {}

/**
 * Changes on how many instances what serves now is served, or the rule by which the platform does so. Goes by a plan
 * under the lease, as any change; no new release, no other type of instance, and no gap.
 *
 * @returns how it is scaled now
 * @throws TorchrelayError `NOT_DEPLOYED`, `SCALING_INVALID`, `SCALING_UNSUPPORTED`, `AUTOSCALING_UNSUPPORTED`
 * @example
 * await scale('resnet50', sagemaker(), { autoscale: { min: 1, max: 4, requestsPerInstancePerMinute: 600 } });
 */
export function scale(name: string, target: Target, options: ScaleOptions): Operation<Scaling> {
  return startVerb({ operation: 'scale', target, name, options }, async (context) => {
    const scaling = requestOf(options, target);
    const call = { abortSignal: options.abortSignal };
    const { serving } = context;
    const served = (await withRetries(() => serving.doObserve(name, call), context))?.serving;
    if (served === undefined) throw notDeployed(name, target.provider);
    const release = await withRetries(
      () => servedRelease(target.store, name, served, call),
      context,
    );
    if (release === undefined) throw notDeployed(name, target.provider);
    const intent = { verb: 'scale', name, release, scaling } as const;
    const { plan } = await applyIntent({ intent, approvedHash: options.approvedPlan }, context);
    const live = await withRetries(() => serving.doObserve(name, call), context);
    return live?.serving ? scalingOf(live.serving) : (plan.want ?? release.spec);
  });
}

function requestOf(options: ScaleOptions, target: Target): ReturnType<typeof scalingRequest> {
  const { capabilities } = servingOf(target);
  const request = scalingRequest(options, capabilities);
  if (request.kind === 'keep') throw nothingAsked();
  if (capabilities.scales !== true) throw unsupported(target.provider);
  return request;
}

function nothingAsked(): TorchrelayError {
  return new TorchrelayError({
    code: 'SCALING_INVALID',
    message: 'Neither a number of instances nor a rule for autoscaling was given.',
    hint: 'Give `instances`, or `autoscale` with `min`, `max` and `requestsPerInstancePerMinute`.',
  });
}

function unsupported(provider: string): TorchrelayError {
  return new TorchrelayError({
    code: 'SCALING_UNSUPPORTED',
    message: `The target "${provider}" serves on one instance only.`,
    hint: 'Deploy to a target that scales, such as sagemaker() or azureml().',
  });
}
