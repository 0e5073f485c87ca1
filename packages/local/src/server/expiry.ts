import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { hasCode } from '../has-code.ts';

/** When the server is to end by itself. Kept in a file, which tells it also when the server has ended. */
export interface Expiry {
  /** Milliseconds since 1970; `undefined` for never. */
  set(at: number | undefined): void;
  /** No longer waits; what was set stays known. */
  stop(): void;
}

/** Timers take no more: 24 days. */
const longestTimerInMs = 2 ** 31 - 1;

export function expiryPathIn(runtimeDirectory: string): string {
  return join(runtimeDirectory, 'expiry.json');
}

/** A server that is started anew goes on with what was set before, unless that was over: then it begins anew. */
export function createExpiry({
  runtimeDirectory,
  onDue,
}: {
  runtimeDirectory: string;
  onDue: () => void;
}): Expiry {
  const path = expiryPathIn(runtimeDirectory);
  let timer: NodeJS.Timeout | undefined;

  const wait = (at: number | undefined): void => {
    clearTimeout(timer);
    if (at === undefined) return;
    const left = at - Date.now();
    const work = left > longestTimerInMs ? (): void => wait(at) : onDue;
    timer = setTimeout(work, Math.min(Math.max(0, left), longestTimerInMs));
    // The server lives by its sockets, not by its end.
    timer.unref();
  };

  const set = (at: number | undefined): void => {
    if (at === undefined) rmSync(path, { force: true });
    else writeFileSync(path, JSON.stringify({ at }), { mode: 0o600 });
    wait(at);
  };

  const before = readExpiry(runtimeDirectory);
  if (before !== undefined && before <= Date.now()) set(undefined);
  else wait(before);
  return {
    set,
    stop: () => clearTimeout(timer),
  };
}

/** What was last set there, whether its server still runs or not. */
export function readExpiry(runtimeDirectory: string): number | undefined {
  try {
    const { at } = JSON.parse(readFileSync(expiryPathIn(runtimeDirectory), 'utf8'));
    return Number(at);
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return undefined;
    throw cause;
  }
}
