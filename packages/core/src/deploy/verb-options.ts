import type { Timing } from '../apply/context.ts';
import type { RelayEvent } from '../apply/events.ts';
import type { Plan } from '../plan/plan.ts';
import type { Runtime } from '../runtime/runtime.ts';

/** What every verb that changes something takes. */
export interface VerbOptions {
  /**
   * Shown the plan before anything is changed; `false` declines. Without it the plan is carried out.
   */
  readonly confirm?: (plan: Plan) => boolean | Promise<boolean>;
  /** The `hash` of a plan that was approved elsewhere. Any other plan is refused with `STALE_PLAN`. */
  readonly approvedPlan?: string;
  /** Called with each event as it happens; the returned operation can be iterated instead. */
  readonly onEvent?: (event: RelayEvent) => void;
  /** Stops our waiting. What the cloud has begun goes on; running the verb again continues it. */
  readonly abortSignal?: AbortSignal;
  /** For tests and unusual clouds. */
  readonly timing?: Partial<Timing>;
  /** For tests: clock, waiting, chance. */
  readonly runtime?: Partial<Runtime>;
}
