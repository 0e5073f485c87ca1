import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { TrainingRun } from '@torchrelay/core';

/** As if the machine of the first node were gone. */
export function endNode({ home, run }: { home: string; run: TrainingRun }): void {
  process.kill(childOf(supervisorOf({ home, run })), 'SIGKILL');
}

/** Of the process that looks after the job. */
export function supervisorOf({ home, run: { id } }: { home: string; run: TrainingRun }): number {
  return JSON.parse(readFileSync(join(home, 'jobs', id, 'state.json'), 'utf8')).supervisor.pid;
}

export function childOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return Number(children[0]);
}
