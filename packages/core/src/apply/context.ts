import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Serving } from '../target/serving.ts';
import type { Target } from '../target/target.ts';
import type { Plan } from '../plan/plan.ts';
import type { Emit } from './events.ts';

/** What every part of the loop works with. */
export interface ApplyContext {
  readonly target: Target;
  readonly serving: Serving;
  readonly runtime: Runtime;
  readonly emit: Emit;
  readonly abortSignal?: AbortSignal | undefined;
  /** Asked before anything is changed; absent: agreed. */
  readonly confirm?: ((plan: Plan) => boolean | Promise<boolean>) | undefined;
  readonly timing: Timing;
}

/** How patiently changes are carried out. */
export interface Timing {
  /** How long the lease outlives its holder, in milliseconds. */
  readonly leaseInMs: number;
  /** The longest time for one step, in milliseconds. */
  readonly stepInMs: number;
  /** The first wait between retries is up to this long, in milliseconds. */
  readonly firstRetryInMs: number;
  /** A provider is asked at least so often how far a step is, in milliseconds, however seldom it wants to be. */
  readonly mostPollInMs: number;
}

export const defaultTiming: Timing = {
  leaseInMs: 60_000,
  stepInMs: 2 * 60 * 60_000,
  firstRetryInMs: 500,
  mostPollInMs: 60_000,
};

/** @throws TorchrelayError `SERVING_UNSUPPORTED` */
export function servingOf(target: Target): Serving {
  if (target.serving !== undefined) return target.serving;
  throw new TorchrelayError({
    code: 'SERVING_UNSUPPORTED',
    message: `The target "${target.provider}" cannot serve models.`,
    hint: 'Deploy to another target.',
  });
}
