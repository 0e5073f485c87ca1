import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

import { nodeArguments } from '../package-root.ts';
import { type ProcessIdentity, processStartTime } from '../server/process-identity.ts';
import type { JobFolder } from './job-folder.ts';

/** Open as long as the process lives that started the job. */
export const lifelineDescriptor = 3;

/** What Node itself says when it dies. */
export function supervisorLog({ root }: JobFolder): string {
  return join(root, 'supervisor.log');
}

/** Starts the process that looks after a job. It ends with this one where it is attached. */
export async function spawnSupervisor({
  folder,
  isAttached,
  secrets,
}: {
  readonly folder: JobFolder;
  readonly isAttached: boolean;
  /** By the environment alone, which no file holds. */
  readonly secrets: Readonly<Record<string, string>>;
}): Promise<ProcessIdentity> {
  const output = openSync(supervisorLog(folder), 'a', 0o600);
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
    // Rejects where the system has no room for another process.
    await once(child, 'spawn');
    const { pid = 0 } = child;
    return { pid, startTime: processStartTime(pid) ?? '' };
  } finally {
    closeSync(output);
  }
}

export const secretsVariable = 'TORCHRELAY_JOB_SECRETS';
