import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { killTree } from './kill-tree.ts';

/** One container: the job's command in a shell, with the folders and variables that Azure ML gives, and no others. */
export interface JobNode {
  /** Where it writes, on this machine. */
  readonly log: string;
  readonly exitCode: () => number | undefined;
  /** As Azure ML does when a job is cancelled. */
  readonly askToEnd: () => void;
  readonly kill: () => Promise<void>;
}

export function startNode({
  folder,
  command,
  environment,
  python,
}: {
  readonly folder: string;
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The image's `python3`. */
  readonly python: string;
}): JobNode {
  const log = join(folder, 'std_log.txt');
  const output = openSync(log, 'a');
  // `exec`, so that signals reach the command and not its shell alone.
  const child = spawn('bash', ['-c', `exec ${command}`], {
    cwd: folder,
    stdio: ['ignore', output, output],
    env: {
      PATH: `${dirname(python)}:/usr/bin:/bin`,
      HOME: folder,
      TMPDIR: folder,
      PYTHONDONTWRITEBYTECODE: '1',
      ...environment,
    },
  });
  closeSync(output);
  return {
    log,
    exitCode: () => codeOf(child),
    askToEnd: () => void child.kill('SIGTERM'),
    async kill() {
      if (codeOf(child) !== undefined || child.pid === undefined) return;
      const exit = once(child, 'exit');
      killTree(child.pid);
      await exit;
    },
  };
}

function codeOf({ exitCode, signalCode }: ChildProcess): number | undefined {
  return exitCode ?? (signalCode === null ? undefined : 137);
}
