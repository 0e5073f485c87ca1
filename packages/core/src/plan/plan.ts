import { asJson } from '../store/as-json.ts';
import type { Choice } from '../choose/choose-offer.ts';
import { digestOf } from '../digest/digest.ts';
import type { StoreState } from '../target/object-store.ts';
import type { Deployment, PlanNote, ServeSpec } from '../target/serving.ts';
import type { Step } from '../target/step.ts';

/** What would be done, and why: plain data. */
export interface Plan {
  readonly version: 1;
  readonly verb: 'deploy' | 'rollback' | 'scale' | 'destroy';
  readonly provider: string;
  readonly scope: string;
  readonly name: string;
  readonly store: StoreState;
  /** Made before the lease can be taken, outside the hash: a bucket. */
  readonly foundation: readonly Step[];
  readonly steps: readonly Step[];
  readonly want?: ServeSpec;
  readonly live?: Deployment;
  /** The offer, the ladder behind it, and why the others were rejected. */
  readonly choice?: Choice;
  /** Instances running at once at the worst moment of the change. */
  readonly peakInstances?: number;
  /** What the target says beside the steps. */
  readonly notes?: readonly PlanNote[];
  /** Identifies what was approved: name, scope and steps. */
  readonly hash: string;
}

export function planHash({
  verb,
  scope,
  name,
  steps,
}: Pick<Plan, 'verb' | 'scope' | 'name' | 'steps'>): string {
  return digestOf({ verb, scope, name, steps: asJson(steps) });
}

/** Whether carrying it out would change anything. */
export function isNoChange({ steps }: Pick<Plan, 'steps'>): boolean {
  return steps.length === 0;
}
