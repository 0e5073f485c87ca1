import { TorchrelayError } from '@torchrelay/core';
import { toTorchrelayError } from '@torchrelay/core/target-utils';
import { lookUp, type LookedUp } from '@torchrelay/core/catalogue';
import type { Call, Json } from '@torchrelay/core/target';

import { lookUpWarning, type LookUpWarning } from './look-up-warning.ts';
import type { Reading } from './read-failure.ts';

/** What all look-ups of one request share. */
export interface Attempts {
  /** Where answers are remembered; nowhere when absent. */
  readonly cacheFolder?: string | undefined;
  readonly now: () => number;
  readonly call: Call;
  /** For all of them together. */
  readonly timeoutInMs: number;
  readonly deadline: AbortSignal;
}

export interface LookUpPlan<Value extends Json> {
  readonly reading: Reading;
  /** Remembered under this name; not at all when absent. */
  readonly key?: string;
  readonly maxAgeInMs?: number;
  /** What follows when there is no answer, not even an old one: a sentence. */
  readonly instead: string;
  readonly load: (call: Call) => Promise<Value>;
}

export interface Attempted<Value extends Json> {
  readonly found?: LookedUp<Value>;
  readonly warning?: LookUpWarning;
}

/** Looks one thing up. What cannot be looked up is no failure, but a warning; being aborted is one. */
export async function attempt<Value extends Json>(
  attempts: Attempts,
  { reading, key, maxAgeInMs = 0, instead, load }: LookUpPlan<Value>,
): Promise<Attempted<Value>> {
  const { cacheFolder, now, call, deadline } = attempts;
  const { abortSignal = deadline } = call;
  const limited = { ...call, abortSignal: AbortSignal.any([abortSignal, deadline]) };
  const folder = key === undefined ? undefined : cacheFolder;
  try {
    const found = await lookUp({
      folder,
      key: key ?? '',
      maxAgeInMs,
      now,
      load: () => load(limited),
    });
    checkCall(call);
    if (found.failure === undefined) return { found };
    const old = `The answer of ${found.asOf.slice(0, 10)} is used.`;
    const error = inTime(found.failure, attempts, reading);
    return { found, warning: lookUpWarning({ reading, error, instead: old }) };
  } catch (failure) {
    checkCall(call);
    const error = inTime(failure, attempts, reading);
    return { warning: lookUpWarning({ reading, error, instead }) };
  }
}

function checkCall({ abortSignal }: Call): void {
  if (abortSignal?.aborted === true) throw toTorchrelayError(abortSignal.reason, abortSignal);
}

/** The deadline's abort, told as what it is: Azure was too slow. */
function inTime(failure: unknown, { deadline, timeoutInMs }: Attempts, { what }: Reading): unknown {
  if (!deadline.aborted) return failure;
  return new TorchrelayError({
    code: 'UNREACHABLE',
    message: `Cannot read ${what}: no answer within ${timeoutInMs / 1000} s.`,
    recovery: 'retry',
    cause: failure,
  });
}
