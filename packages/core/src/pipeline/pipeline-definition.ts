import type { DeployOptions } from '../deploy/deploy-options.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import type { Target } from '../target/target.ts';
import type { JobDefinition } from '../train/job-definition.ts';
import type { TrainingResult } from '../train/training-result.ts';

/** From a script to an endpoint: train, judge, serve. Training and serving may be on two clouds. */
export interface PipelineDefinition {
  /** Of the job, and of the deployment where `serve` gives no other. */
  readonly name: string;
  readonly train: Omit<JobDefinition, 'name'> & {
    readonly target: Target;
    /** So many attempts may follow one that was interrupted. @default 10 */
    readonly maxRestarts?: number;
  };
  /** What the result must reach before anything is deployed. Without it everything is. */
  readonly gate?: Gate;
  readonly serve: DeployableOptions & { readonly target: Target };
}

/**
 * A pipeline in a file of its own, which `torchrelay pipeline pipeline.ts` runs.
 *
 * @example
 * export default definePipeline({
 *   name: 'digits',
 *   train: { target: local(), source: './train', entry: 'train.py' },
 *   gate: { metric: 'accuracy', min: 0.95 },
 *   serve: { target: local() },
 * });
 */
export function definePipeline(definition: PipelineDefinition): PipelineDefinition {
  return definition;
}

/** Of `deploy`, what a pipeline does not decide by itself. */
export type DeployableOptions = Omit<
  DeployOptions,
  'confirm' | 'approvedPlan' | 'onEvent' | 'abortSignal' | 'timing' | 'runtime' | 'provenance'
>;

/** What decides whether a trained model is deployed: a bound on a number, or a function. */
export type Gate = MetricGate | GateFunction;

/** A number of `metrics.json`, and where it has to lie. */
export interface MetricGate {
  readonly metric: string;
  /** At least. */
  readonly min?: number;
  /** At most. */
  readonly max?: number;
}

/** `true` passes; `false`, or a reason in one sentence, does not. */
export type GateFunction = (
  candidate: GateCandidate,
) => boolean | string | Promise<boolean | string>;

/** What a gate judges: a model that is trained, and not deployed. */
export interface GateCandidate {
  /** The numbers of `metrics.json`. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly result: TrainingResult;
  /**
   * Serves the candidate on a target that is at hand, `local()`, asks it, and removes it again: to judge answers on
   * data that the training has not seen.
   */
  readonly ask: <Answer>(
    target: Target,
    work: (endpoint: Endpoint) => Promise<Answer>,
  ) => Promise<Answer>;
}
