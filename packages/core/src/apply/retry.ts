import { checkAborted, toTorchrelayError } from '../errors/torchrelay-error.ts';
import type { ApplyContext } from './context.ts';

export type RetryContext = Pick<ApplyContext, 'runtime' | 'emit' | 'abortSignal' | 'timing'>;

/** Calls in all. */
const attempts = 6;
const longestWaitInMs = 20_000;
/** A service that says to come back much later is asked again before, and then fails the run by its own words. */
const longestToldWaitInMs = 5 * 60_000;

/**
 * Repeats a call whose failure says `recovery: 'retry'`, with full jitter. A `retryAfterInMs` in the
 * failure's data is obeyed. Everything it is used for is idempotent by the contract.
 */
export async function withRetries<Result>(
  call: () => Promise<Result>,
  context: RetryContext,
): Promise<Result> {
  const { runtime, emit, abortSignal } = context;
  for (let attempt = 1; ; attempt += 1) {
    checkAborted(abortSignal);
    try {
      return await call();
    } catch (thrown) {
      const error = toTorchrelayError(thrown, abortSignal);
      if (!error.isRetryable || attempt >= attempts) throw error;
      const waitInMs = waitBefore(attempt, error.data, context);
      emit({ type: 'retry', reason: error.message, attempt, waitInMs });
      await runtime.sleep(waitInMs, abortSignal);
    }
  }
}

/** How long to wait before the next attempt, in milliseconds. `attempt` is that of the failed one, from 1. */
export function waitBefore(
  attempt: number,
  data: Readonly<Record<string, unknown>>,
  { runtime, timing }: RetryContext,
): number {
  const told = data['retryAfterInMs'];
  if (typeof told === 'number') return Math.min(told, longestToldWaitInMs);
  const ceiling = Math.min(longestWaitInMs, timing.firstRetryInMs * 2 ** (attempt - 1));
  return Math.round(runtime.random() * ceiling);
}
