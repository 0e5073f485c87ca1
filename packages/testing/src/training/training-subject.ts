import type { JobDefinition, Timing, TrainingRun } from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';

/** A target that trains, and what its promises are tested with. */
export interface TrainingSubject {
  /** A new instance over the same account. Two of them are to each other like two processes. */
  createTarget(): Target;
  /** Everything of torchrelay's that natively exists in that account now, a line each. */
  audit(): Promise<readonly string[]>;
  readonly timing?: Partial<Timing>;
  /** Of every job: `{ accelerator: 'cpu' }`. */
  readonly job?: Partial<JobDefinition>;
  /** Takes the nodes of a running job away, as the platform may at any time; the promise about that is left out where it is absent. */
  readonly interrupt?: (run: TrainingRun) => void | Promise<void>;
}
