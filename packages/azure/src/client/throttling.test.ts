import { describe, expect, test } from 'vitest';
import {
  createHttpHeaders,
  createPipelineRequest,
  type PipelineResponse,
  type RetryModifiers,
} from '@azure/core-rest-pipeline';

import { throttledWithoutTime } from './throttling.ts';

function answer(status: number, headers: Readonly<Record<string, string>> = {}): PipelineResponse {
  const request = createPipelineRequest({ url: 'https://prices.example' });
  return { request, status, headers: createHttpHeaders(headers) };
}

const retry = (response: PipelineResponse | undefined, retryCount = 0): RetryModifiers =>
  throttledWithoutTime({ delayInMs: 100 }).retry({
    retryCount,
    ...(response !== undefined && { response }),
  });

describe('a wait that nobody named', () => {
  test('doubles with each attempt, and differs between clients', () => {
    for (const [retryCount, most] of [100, 200, 400, 800].entries()) {
      const { retryAfterInMs = 0 } = retry(answer(429), retryCount);
      expect(retryAfterInMs).toBeGreaterThanOrEqual(most / 2);
      expect(retryAfterInMs).toBeLessThanOrEqual(most);
    }
  });
});

describe('left to the pipeline', () => {
  test.each(['retry-after', 'retry-after-ms', 'x-ms-retry-after-ms'])(
    'is a wait that %s names',
    (header) => {
      expect(retry(answer(429, { [header]: '1' }))).toEqual({ skipStrategy: true });
    },
  );

  test.each([200, 403, 500, 503])('is an answer of %i', (status) => {
    expect(retry(answer(status))).toEqual({ skipStrategy: true });
  });

  test('is no answer at all', () => {
    expect(retry(undefined)).toEqual({ skipStrategy: true });
  });
});
