import type { StepResult } from '@torchrelay/core/target';

import { done, type StepRun } from './step-run.ts';

/** Questions and answers that nobody came back for. */
export async function doDeleteRequests({ step, call, store }: StepRun): Promise<StepResult> {
  const keys = await Array.fromAsync(store.doList(step.target, call), ({ key }) => key);
  for (const key of keys) await store.doDelete(key, {}, call);
  return done;
}
