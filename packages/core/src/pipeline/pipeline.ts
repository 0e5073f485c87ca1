import { defaultTiming, type Timing } from '../apply/context.ts';
import { type Emit, eventEmitter, type RelayEvent } from '../apply/events.ts';
import { guardedListener } from '../apply/guarded-listener.ts';
import { startOperation, type Operation } from '../apply/operation.ts';
import { deploy } from '../deploy/deploy.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import type { ModelTypes } from '../open-inference/inference-client-types.ts';
import type { Plan } from '../plan/plan.ts';
import { defaultRuntime, type Runtime } from '../runtime/runtime.ts';
import { train } from '../train/train.ts';
import { checkTrainedModel } from '../train/check-trained-model.ts';
import { trainingProvenance } from '../train/job-provenance.ts';
import { trainedModel } from '../train/trained-model.ts';
import type { TrainingPlan } from '../train/training-plan.ts';
import type { TrainingResult } from '../train/training-result.ts';
import { judge } from './judge.ts';
import type { PipelineDefinition } from './pipeline-definition.ts';

/** What a pipeline takes that is no part of its definition. */
export interface PipelineOptions {
  /** Shown the plan of the training, and later that of the deployment; `false` declines. */
  readonly confirm?: (plan: TrainingPlan | Plan) => boolean | Promise<boolean>;
  /** Trains anew, although the same job is done, or runs. @default false */
  readonly fresh?: boolean;
  readonly onEvent?: (event: RelayEvent) => void;
  /** Stops our waiting. What runs goes on; running the pipeline again joins it. */
  readonly abortSignal?: AbortSignal;
  readonly cacheFolder?: string;
  readonly timing?: Partial<Timing>;
  readonly runtime?: Partial<Runtime>;
}

/** What a pipeline ends with: a model that serves, and what it was trained by. */
export interface PipelineResult<Model extends ModelTypes = ModelTypes> {
  readonly endpoint: Endpoint<Model>;
  readonly training: TrainingResult;
}

/**
 * Trains, judges, and serves what passed. Run again it goes on where it was: finished training is reused, running
 * training is joined, and a model that serves already is left alone. The model goes from store to store by ranges, in
 * constant memory, also from one cloud to another.
 *
 * @throws TorchrelayError `GATE_NOT_PASSED`, and what `train` and `deploy` throw; what cannot be served is said before
 *   the gate
 * @example
 * const { endpoint } = await pipeline({
 *   name: 'digits',
 *   train: { target: azureml({ subscription, resourceGroup, workspace }), source: './train', entry: 'train.py' },
 *   gate: { metric: 'accuracy', min: 0.95 },
 *   serve: { target: sagemaker({ region: 'us-east-1' }) },
 * });
 */
export function pipeline<Model extends ModelTypes = ModelTypes>(
  definition: PipelineDefinition,
  options: PipelineOptions = {},
): Operation<PipelineResult<Model>> {
  const { name, serve } = definition;
  const { provider } = serve.target;
  return startOperation({ operation: 'pipeline', name, provider }, async (listener) => {
    const guarded = guardedListener(options.onEvent, listener);
    const onEvent = renumbered(guarded.listener);
    const result = await run<Model>(definition, { ...options, onEvent });
    guarded.check();
    return result;
  });
}

/** The parts number their events by themselves; the whole has one order. */
function renumbered(listener: (event: RelayEvent) => void): (event: RelayEvent) => void {
  let sequence = 0;
  return (event) => listener({ ...event, sequence: ++sequence });
}

async function run<Model extends ModelTypes>(
  definition: PipelineDefinition,
  options: PipelineOptions,
): Promise<PipelineResult<Model>> {
  const { name, gate, serve } = definition;
  const training = await trained(definition, options);
  const { image, allowFindings } = serve;
  const { confirm, onEvent, abortSignal, timing, runtime } = options;
  const kept = given({ onEvent, abortSignal, timing, runtime });
  await checkTrainedModel(training, { image, allowFindings, abortSignal });
  const emit = emitterOf(definition, options);
  if (gate !== undefined) {
    const passed = await judge({ gate, name, result: training, serve, options: kept });
    emit({ type: 'gate-pass', detail: passed });
  }
  const { target, ...deployable } = serve;
  const model = trainedModel(training);
  const endpoint = await deploy<Model>(model, target, {
    name,
    ...deployable,
    provenance: trainingProvenance(training),
    ...kept,
    ...given({ confirm }),
  });
  return { endpoint, training };
}

function emitterOf(
  { name, serve: { target } }: PipelineDefinition,
  { onEvent = () => {}, runtime }: PipelineOptions,
): Emit {
  const { provider } = target;
  return eventEmitter({
    provider,
    name,
    now: runtime?.now ?? defaultRuntime.now,
    listener: onEvent,
  });
}

async function trained(
  { name, train: { target, maxRestarts, ...job } }: PipelineDefinition,
  options: PipelineOptions,
): Promise<TrainingResult> {
  const { abortSignal, timing } = options;
  const started = await train({ name, ...job }, target, options);
  const pollInMs = Math.min(5000, timing?.mostPollInMs ?? defaultTiming.mostPollInMs);
  return started.result({ pollInMs, ...given({ maxRestarts, abortSignal }) });
}

/** Without what is not there. */
function given<Values extends Readonly<Record<string, unknown>>>(
  values: Values,
): { readonly [Name in keyof Values]?: Exclude<Values[Name], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as {
    readonly [Name in keyof Values]?: Exclude<Values[Name], undefined>;
  };
}
