import { runProviderStep } from '../apply/run-provider-step.ts';
import { withRetries } from '../apply/retry.ts';
import { checkAborted } from '../errors/torchrelay-error.ts';
import type { Call } from '../target/call.ts';
import type { TrainContext } from './train-context.ts';
import type { TrainingRun } from './training-run.ts';

/** Stops an attempt, and waits until it has ended. What has ended is left as it is. */
export async function stopRun({
  run: { id },
  context: outer,
  call,
}: {
  readonly run: TrainingRun;
  readonly context: TrainContext;
  readonly call: Call;
}): Promise<void> {
  const context = { ...outer, abortSignal: call.abortSignal ?? outer.abortSignal };
  const { training, abortSignal } = context;
  const job = await withRetries(() => training.doObserve(id, { abortSignal }), context);
  const check = async (): Promise<void> => checkAborted(abortSignal);
  for (const step of training.plan(undefined, job)) {
    const inputs = step.inputs as Parameters<typeof runProviderStep>[0]['inputs'];
    await runProviderStep({ step, inputs, runner: training, context, check });
  }
}
