import { randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

import { checkAborted } from '../errors/torchrelay-error.ts';

/** What touches the outside and is not a target: injectable, so that tests need no mocks. */
export interface Runtime {
  /** Milliseconds since 1970. Only for the record: leases go by the store's clock. */
  readonly now: () => number;
  readonly sleep: (durationInMs: number, abortSignal?: AbortSignal) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
  readonly generateId: () => string;
  /** Who is doing this, for lease and history: `ada@workstation`. */
  readonly actor: () => string;
}

export const defaultRuntime: Runtime = {
  now: Date.now,
  sleep,
  random: Math.random,
  generateId: randomUUID,
  actor,
};

async function sleep(durationInMs: number, abortSignal?: AbortSignal): Promise<void> {
  try {
    await delay(durationInMs, undefined, abortSignal === undefined ? {} : { signal: abortSignal });
  } catch (error) {
    checkAborted(abortSignal);
    throw error;
  }
}

function actor(): string {
  return `${userName()}@${hostname()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // Containers may run under a user id that has no name.
    return 'unknown';
  }
}
