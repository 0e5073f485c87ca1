import { basename } from 'node:path';

import type { ByteSource } from '@torchrelay/torchscript';

import { applyIntent } from '../apply/apply-intent.ts';
import type { ApplyContext } from '../apply/context.ts';
import { withRetries } from '../apply/retry.ts';
import type { Operation } from '../apply/operation.ts';
import { connect } from '../endpoint/connect.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { nameFrom } from '../names/name.ts';
import { lifetimeRequest } from '../operate/lifetime.ts';
import { scalingRequest } from '../operate/scaling.ts';
import type { ModelTypes } from '../open-inference/inference-client-types.ts';
import type { DeployIntent } from '../plan/intent.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { prepareModel } from '../prepare/prepare-model.ts';
import type { Rehearsal } from '../target/rehearsal.ts';
import type { Target } from '../target/target.ts';
import type { DeployOptions } from './deploy-options.ts';
import { checkFit } from './check-fit.ts';
import { offerRequestOf, specDraft } from './spec-draft.ts';
import { startVerb } from './verb.ts';

/** A path, or anything that gives byte ranges of a model file. */
export type ModelSource = string | ByteSource;

/**
 * Puts a model file to work: reads it without Python, packages it, chooses what to run on, and brings the
 * name on the target to it. What is already so is left alone; what was begun by an earlier run is continued.
 *
 * @param model path of a TorchScript file, or anything that gives byte ranges of one
 * @throws TorchrelayError
 * @example
 * const endpoint = await deploy('./resnet50.pt', sagemaker({ region: 'us-east-1' }), { name: 'resnet50' });
 */
export function deploy<Model extends ModelTypes = ModelTypes>(
  model: ModelSource,
  target: Target,
  options: DeployOptions = {},
): Operation<Endpoint<Model>> {
  const name = deploymentName(model, options);
  return startVerb({ operation: 'deploy', target, name, options }, async (context) => {
    const intent = await deployIntent({ model, name, options, context });
    await applyIntent({ intent, approvedHash: options.approvedPlan }, context);
    return withRetries(() => connect<Model>(name, target, options), context);
  });
}

/**
 * What `deploy` with the same arguments would do, and why. Changes nothing. The plan is plain data: its `hash`, handed to
 * `deploy` as `approvedPlan`, lets nothing else be carried out.
 *
 * @throws TorchrelayError
 * @example
 * const { steps, choice, hash } = await plan('./resnet50.pt', sagemaker({ region: 'us-east-1' }));
 * console.log(steps.map(({ id }) => id), choice?.why);
 */
export function plan(
  model: ModelSource,
  target: Target,
  options: DeployOptions = {},
): Operation<Plan> {
  const name = deploymentName(model, options);
  return startVerb({ operation: 'plan', target, name, options }, async (context) => {
    const intent = await deployIntent({ model, name, options, context });
    return makePlan({ intent }, context);
  });
}

function deploymentName(model: ModelSource, { name }: DeployOptions): string {
  if (name !== undefined) return name;
  const path = typeof model === 'string' ? model : model.name;
  return nameFrom(basename(path).replace(/\.[^.]+$/, ''));
}

async function deployIntent({
  model,
  name,
  options,
  context,
}: {
  readonly model: ModelSource;
  readonly name: string;
  readonly options: DeployOptions;
  readonly context: ApplyContext;
}): Promise<DeployIntent> {
  const { emit, abortSignal, serving, target } = context;
  const { capabilities } = serving;
  const scaling = scalingRequest(options, capabilities);
  const lifetime = lifetimeRequest(options.ttlInMs, capabilities, context.runtime.now());
  const rehearsal = rehearsalOf(options, target);
  const request = offerRequestOf(options);
  const prepared = await prepareModel({
    ...options,
    source: model,
    rehearsal,
    engine: options.image === undefined ? 'triton' : 'image',
    onInspected: (inspected) => checkFit({ model: inspected, request, context }),
    emit,
    call: { abortSignal },
  });
  for (const warning of prepared.warnings) emit({ type: 'warning', ...warning });
  const draft = specDraft({ name, prepared, serving, options });
  const { modelPackage, sample } = prepared;
  const { provenance } = options;
  return { verb: 'deploy', name, draft, scaling, lifetime, modelPackage, sample, provenance };
}

function rehearsalOf({ rehearseOn }: DeployOptions, target: Target): Rehearsal | undefined {
  if (rehearseOn === false) return undefined;
  return (rehearseOn ?? target).rehearsal;
}
