import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { callAt } from '../call-at.ts';
import { hasCode } from '../has-code.ts';

/** When the server is to end by itself. Kept in a file, which tells it also when the server has ended. */
export interface Expiry {
  /** Milliseconds since 1970; `undefined` for never. */
  set(at: number | undefined): void;
  /** No longer waits; what was set stays known. */
  stop(): void;
}

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
  let cancel = (): void => {};

  const wait = (at: number | undefined): void => {
    cancel();
    if (at !== undefined) cancel = callAt(at, onDue);
  };

  const set = (at: number | undefined): void => {
    if (at === undefined) rmSync(path, { force: true });
    else writeWhole(path, JSON.stringify({ at }));
    wait(at);
  };

  const before = readExpiry(runtimeDirectory);
  if (before !== undefined && before <= Date.now()) set(undefined);
  else wait(before);
  return {
    set,
    stop: () => cancel(),
  };
}

/** Others read it at any time. */
function writeWhole(path: string, text: string): void {
  const temporary = `${path}.part`;
  writeFileSync(temporary, text, { mode: 0o600 });
  renameSync(temporary, path);
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
