import type { Json } from './json.ts';

/**
 * What a step does.
 *
 * `verify` is carried out by core: the provider only places it, before or after the traffic moves.
 * `upload` and `record` are core's own, added to every plan that needs them.
 * All others go to the provider's `doStep`.
 */
export type StepAction =
  | 'create'
  | 'update'
  | 'replace'
  | 'delete'
  | 'stop'
  | 'route'
  | 'verify'
  | 'upload'
  | 'record';

/** A value known now, or one that an earlier step will return. */
export type StepInput = Json | OutputReference;

/** A value that an earlier step gives: in place of it in a later step's inputs. */
export interface OutputReference {
  /** The id of an earlier step. */
  readonly outputOf: string;
  /** Where in that step's outputs: `role.arn`. Empty for the whole. */
  readonly path: string;
}

/** One line of difference, as the plan prints it. */
export interface Change {
  /** What changes: `instanceType`. */
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
}

/**
 * One change of the world, as plain data: it can be printed, hashed, approved and sent elsewhere.
 * It holds no closure, no secret, and nothing that differs between two runs of the same plan.
 */
export interface Step {
  /** Unique in its plan, deterministic, and speaking: `endpoint/resnet50`. */
  readonly id: string;
  readonly action: StepAction;
  /** The provider's own word for the thing: `endpoint config`, `deployment`. */
  readonly kind: string;
  /** The native name of the thing. */
  readonly target: string;
  /** Ids of the steps that must be done before. The plan's order already respects them. */
  readonly after: readonly string[];
  readonly inputs: { readonly [name: string]: StepInput };
  readonly changes: readonly Change[];
  /** The cloud permissions it needs: `sagemaker:CreateModel`. */
  readonly permissions: readonly string[];
}

/** The answer to one `doStep`. A failure is thrown, as an error with `recovery` and `effect`. */
export type StepResult =
  | { readonly state: 'done'; readonly outputs?: Json }
  | {
      readonly state: 'pending';
      /** When to ask again, in milliseconds. */
      readonly pollInMs: number;
      /** What the cloud is doing: `Creating: waiting for an instance`. */
      readonly detail: string;
      /** Time that it takes by design, in milliseconds, on top of what a step may take: the waits of a rollout. */
      readonly waitsInMs?: number;
      /** Handed back in the next {@link StepCall}. */
      readonly continuation?: Json;
    };
