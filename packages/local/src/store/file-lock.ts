import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { isSameProcess, thisProcess } from '../server/process-identity.ts';
import { hasCode } from '../has-code.ts';

/**
 * Runs a short synchronous piece of work while no other process does the same under this path. A lock whose
 * owner was killed in the middle is recognised and taken over.
 */
export async function withFileLock<Result>(path: string, work: () => Result): Promise<Result> {
  mkdirSync(dirname(path), { recursive: true });
  while (!take(path)) {
    if (isOrphaned(path)) setAside(path);
    else await delay(2);
  }
  try {
    return work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** A link appears with its owner's name in it; a file that is opened first and written then would not. */
function take(path: string): boolean {
  const own = `${path}.${randomUUID()}`;
  writeFileSync(own, JSON.stringify(thisProcess()), { mode: 0o600 });
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

function isOrphaned(path: string): boolean {
  try {
    return !isSameProcess(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** Two may find the same orphan. The slower one may have moved the faster one's lock, and puts it back. */
function setAside(path: string): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
    if (!isOrphaned(aside)) linkSync(aside, path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}
