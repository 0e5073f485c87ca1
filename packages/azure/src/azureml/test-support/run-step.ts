import type { Json, Serving, Step, StepResult } from '@torchrelay/core/target';

/** Carries a step out without core, to its end or `until` it says something: for what one step says of a failure. */
export async function runStep(
  serving: Serving,
  step: Step,
  { until }: { readonly until?: (detail: string) => boolean } = {},
): Promise<void> {
  const inputs = step.inputs as Readonly<Record<string, Json>>;
  let continuation: Json | undefined;
  for (;;) {
    const result: StepResult = await serving.doStep(step, { inputs, continuation });
    if (result.state === 'done') return;
    if (until?.(result.detail) === true) return;
    ({ continuation } = result);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
