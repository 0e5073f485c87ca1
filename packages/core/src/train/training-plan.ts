import type { Choice } from '../choose/choose-offer.ts';
import { digestOf } from '../digest/digest.ts';
import { asJson } from '../store/as-json.ts';
import type { StoreState } from '../target/object-store.ts';
import type { Step } from '../target/step.ts';
import type { TrainSpec } from '../target/training.ts';

/** What would be sent and started, and why: plain data. */
export interface TrainingPlan {
  readonly version: 1;
  readonly verb: 'train';
  readonly provider: string;
  readonly scope: string;
  readonly name: string;
  readonly attempt: number;
  /** The attempt whose checkpoints it goes on from. */
  readonly resumes?: number;
  readonly store: StoreState;
  readonly foundation: readonly Step[];
  readonly steps: readonly Step[];
  readonly want: TrainSpec;
  readonly choice: Choice;
  readonly hash: string;
}

export function trainingPlan(parts: Omit<TrainingPlan, 'version' | 'verb' | 'hash'>): TrainingPlan {
  const { scope, name, attempt, steps } = parts;
  const hash = digestOf({ verb: 'train', scope, name, attempt, steps: asJson(steps) });
  return { version: 1, verb: 'train', ...parts, hash };
}
