import { setTimeout as delay } from 'node:timers/promises';

import { toTorchrelayError } from '@torchrelay/core/target-utils';
import type { Call } from '@torchrelay/core/target';

import { serviceCodeOf } from '../client/aws-failure.ts';

const attempts = 6;
const firstWaitInMs = 50;

/**
 * Repeats a conditional write that S3 could not judge, because another one was under way at the same moment
 * (`409 ConditionalRequestConflict`). The SDK does not.
 */
export async function withoutConflict<Result>(
  write: () => Promise<Result>,
  { abortSignal }: Call,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      const isConflict = serviceCodeOf(error) === 'ConditionalRequestConflict';
      if (!isConflict || attempt >= attempts) throw error;
      await pause(Math.random() * firstWaitInMs * 2 ** attempt, abortSignal);
    }
  }
}

async function pause(durationInMs: number, abortSignal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(durationInMs, undefined, abortSignal === undefined ? {} : { signal: abortSignal });
  } catch (error) {
    throw toTorchrelayError(error, abortSignal);
  }
}
