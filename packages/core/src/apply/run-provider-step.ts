import { TorchrelayError } from '../errors/torchrelay-error.ts';
import type { StepCall } from '../target/call.ts';
import type { Json } from '../target/json.ts';
import type { Step, StepResult } from '../target/step.ts';
import { type RetryContext, withRetries } from './retry.ts';

/** Whatever carries out steps: a target's serving or training, or its store. */
export interface StepRunner {
  doStep(step: Step, call: StepCall): Promise<StepResult>;
}

export interface ProviderStepOptions {
  readonly step: Step;
  readonly inputs: { readonly [name: string]: Json };
  readonly runner: StepRunner;
  readonly context: RetryContext;
  /** Before each request that may change something. */
  readonly check: () => Promise<void>;
}

/** Starts the step, then asks until it is done. The provider never waits inside; this does. */
export async function runProviderStep(options: ProviderStepOptions): Promise<Json> {
  const { step, inputs, runner, context, check } = options;
  const begunAt = performance.now();
  let limitInMs = context.timing.stepInMs;
  let continuation: Json | undefined;
  let detail = '';
  const onDetail = (told: string): void => {
    if (told !== detail) tell(step, (detail = told), context);
  };
  for (;;) {
    const call: StepCall = { inputs, continuation, abortSignal: context.abortSignal, onDetail };
    // A wait between two tries may outlast the lease, so each of them is checked.
    const result = await withRetries(async () => {
      await check();
      return runner.doStep(step, call);
    }, context);
    if (result.state === 'done') return result.outputs ?? {};
    onDetail(result.detail);
    continuation = result.continuation ?? continuation;
    limitInMs = Math.max(limitInMs, context.timing.stepInMs + (result.waitsInMs ?? 0));
    if (performance.now() - begunAt > limitInMs) throw tooLong(step, detail);
    const pollInMs = Math.min(result.pollInMs, context.timing.mostPollInMs);
    await context.runtime.sleep(pollInMs, context.abortSignal);
  }
}

function tell(step: Step, detail: string, { emit }: RetryContext): void {
  const { id, action, kind, target } = step;
  emit({ type: 'step-wait', step: id, action, kind, target, detail });
}

function tooLong({ id }: Step, detail: string): TorchrelayError {
  return new TorchrelayError({
    code: 'STEP_TIMED_OUT',
    message: `Step ${id} is still not done: ${detail}.`,
    hint: 'It goes on in the cloud. Run the same command again to go on waiting, or destroy the deployment.',
    effect: 'done',
    data: { step: id },
  });
}
