import type { Json, Serving, Step, StepResult } from '@torchrelay/core/target';

/** Carries a step out to its end without core: for what one step says of a failure. */
export async function runStep(
  serving: Serving,
  step: Step,
  onDetail?: (detail: string) => void,
): Promise<void> {
  const inputs = step.inputs as Readonly<Record<string, Json>>;
  let continuation: Json | undefined;
  for (;;) {
    const result: StepResult = await serving.doStep(step, { inputs, continuation });
    if (result.state === 'done') return;
    onDetail?.(result.detail);
    ({ continuation } = result);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
