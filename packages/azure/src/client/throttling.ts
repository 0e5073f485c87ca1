import type { RetryStrategy } from '@azure/core-rest-pipeline';

/** How patiently requests are repeated. Everything in milliseconds. */
export interface RetryTiming {
  /** Before the first repetition; doubled each time. Default: a second. */
  readonly delayInMs?: number;
  readonly maxRetries?: number;
  /** How long an answer may take until it counts as lost. Default: a minute of the resource manager’s, all the time of an endpoint’s. */
  readonly silenceInMs?: number;
}

const headers = ['retry-after', 'retry-after-ms', 'x-ms-retry-after-ms'];

/** "Too many requests" without a word on when to come back, as the price list says it: the pipeline gives up on it. */
export function throttledWithoutTime({ delayInMs = 1000 }: RetryTiming): RetryStrategy {
  return {
    name: 'throttledWithoutTime',
    retry: ({ retryCount, response }) =>
      response?.status === 429 && !headers.some((name) => response.headers.has(name))
        ? { retryAfterInMs: delayInMs * 2 ** retryCount * (0.5 + Math.random() / 2) }
        : { skipStrategy: true },
  };
}
