import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

import { nodeArguments } from '../package-root.ts';
import type { JobFolder } from './job-folder.ts';

/** Open as long as the process lives that started the job. */
export const lifelineDescriptor = 3;

/** Starts the process that looks after a job. It ends with this one where it is attached. */
export function spawnSupervisor({
  folder,
  isAttached,
  secrets,
}: {
  readonly folder: JobFolder;
  readonly isAttached: boolean;
  /** By the environment alone, which no file holds. */
  readonly secrets: Readonly<Record<string, string>>;
}): void {
  // What Node itself says when it dies.
  const output = openSync(join(folder.root, 'supervisor.log'), 'a', 0o600);
  try {
    const child = spawn(process.execPath, [...nodeArguments('trainer'), folder.root], {
      detached: !isAttached,
      stdio: ['ignore', output, output, isAttached ? 'pipe' : 'ignore'],
      env: { ...process.env, [secretsVariable]: JSON.stringify(secrets) },
    });
    child.unref();
    const lifeline = child.stdio[lifelineDescriptor];
    if (lifeline !== null && lifeline !== undefined && 'unref' in lifeline) {
      // No reason for this process to live on.
      (lifeline as { unref(): void }).unref();
    }
  } finally {
    closeSync(output);
  }
}

export const secretsVariable = 'TORCHRELAY_JOB_SECRETS';
