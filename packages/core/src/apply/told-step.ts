import { toTorchrelayError } from '../errors/torchrelay-error.ts';
import type { Step } from '../target/step.ts';
import { traced } from '../tracing/tracing-channels.ts';
import type { RetryContext } from './retry.ts';

/** Carries a step out, and tells when it begins and how it ends. */
export async function toldStep<Result>(
  { id, action, kind, target }: Step,
  { emit, abortSignal }: Pick<RetryContext, 'emit' | 'abortSignal'>,
  work: () => Promise<Result>,
): Promise<Result> {
  const about = { step: id, action, kind, target };
  const startedAt = performance.now();
  emit({ type: 'step-start', ...about });
  try {
    const result = await traced.step(about, work);
    emit({ type: 'step-end', ...about, durationInMs: performance.now() - startedAt });
    return result;
  } catch (thrown) {
    const error = toTorchrelayError(thrown, abortSignal);
    emit({ type: 'step-fail', ...about, error: error.toJSON() });
    throw error;
  }
}
