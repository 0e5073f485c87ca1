import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

import { isSameProcess, thisProcess } from '../server/process-identity.ts';
import type { LocalSettings } from './local-settings.ts';

/** The folder that holds a target's store and its servers' runtime folders. */
export function localHome({ home, detached = false }: LocalSettings): string {
  if (home !== undefined) return resolve(home);
  return detached ? join(sharedHome(), 'local') : homeOfThisProcess();
}

function sharedHome(): string {
  return resolve(process.env['TORCHRELAY_HOME'] || join(homedir(), '.torchrelay'));
}

let own: string | undefined;

/**
 * What is attached to a process is nobody else's: no other process should find a server that is about to
 * vanish. All attached targets of one process share it.
 */
function homeOfThisProcess(): string {
  if (own !== undefined) return own;
  const attached = join(sharedHome(), 'attached');
  removeDead(attached);
  const folder = join(attached, String(process.pid));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(ownerFile(folder), JSON.stringify(thisProcess()), { mode: 0o600 });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  own = folder;
  return folder;
}

function ownerFile(folder: string): string {
  return join(folder, 'process.json');
}

/** A process that was killed could not remove its folder; the next one does. */
function removeDead(attached: string): void {
  mkdirSync(attached, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(attached)) {
    const folder = join(attached, name);
    if (isDead(folder)) rmSync(folder, { recursive: true, force: true });
  }
}

function isDead(folder: string): boolean {
  try {
    return !isSameProcess(JSON.parse(readFileSync(ownerFile(folder), 'utf8')));
  } catch {
    // Without a readable owner it is one that is just being made, or half of one: nothing says whose.
    return false;
  }
}
