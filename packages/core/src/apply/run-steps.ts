import { isCoreStep } from '../plan/core-steps.ts';
import type { Intent } from '../plan/intent.ts';
import type { ServeSpec } from '../target/serving.ts';
import type { Json } from '../target/json.ts';
import type { Step } from '../target/step.ts';
import type { ApplyContext } from './context.ts';
import { resolveInputs, type StepOutputs } from './resolve-inputs.ts';
import { withRetries } from './retry.ts';
import { runCoreStep } from './run-core-step.ts';
import { runProviderStep, type StepRunner } from './run-provider-step.ts';
import { toldStep } from './told-step.ts';

export interface StepsRun {
  readonly steps: readonly Step[];
  readonly want: ServeSpec | undefined;
  readonly intent: Intent;
  readonly context: ApplyContext;
  readonly check: () => Promise<void>;
  /** What carries out the steps that are not core's own. @default the target's serving */
  readonly runner?: StepRunner;
}

/** Carries the steps out in their order. The first failure ends it. */
export async function runSteps(run: StepsRun): Promise<void> {
  const outputs = new Map<string, Json>();
  for (const step of run.steps)
    outputs.set(step.id, await toldStep(step, run.context, () => carryOut(step, outputs, run)));
}

async function carryOut(step: Step, outputs: StepOutputs, run: StepsRun): Promise<Json> {
  const { context, check, runner = context.serving } = run;
  if (isCoreStep(step)) {
    await withRetries(check, context);
    await runCoreStep(step, run);
    return {};
  }
  const inputs = resolveInputs(step, outputs);
  return runProviderStep({ step, inputs, runner, context, check });
}
