import { resolveInputs } from '../apply/resolve-inputs.ts';
import { runProviderStep, type StepRunner } from '../apply/run-provider-step.ts';
import { toldStep } from '../apply/told-step.ts';
import { checkAborted } from '../errors/torchrelay-error.ts';
import type { Json } from '../target/json.ts';
import type { Step } from '../target/step.ts';
import type { TrainContext } from './train-context.ts';

type Outputs = ReadonlyMap<string, Json>;

/** Carries steps out in their order, each with what those before it gave. The first failure ends it. */
export async function runInOrder(
  steps: readonly Step[],
  context: TrainContext,
  work: (step: Step, outputs: Outputs) => Promise<Json>,
): Promise<void> {
  const outputs = new Map<string, Json>();
  for (const step of steps)
    outputs.set(step.id, await toldStep(step, context, () => work(step, outputs)));
}

/** A step of the platform, or of its store. */
export async function runJobStep({
  step,
  outputs,
  runner,
  context,
}: {
  readonly step: Step;
  readonly outputs: Outputs;
  readonly runner: StepRunner;
  readonly context: TrainContext;
}): Promise<Json> {
  const inputs = resolveInputs(step, outputs);
  const check = async (): Promise<void> => checkAborted(context.abortSignal);
  return runProviderStep({ step, inputs, runner, context, check });
}
