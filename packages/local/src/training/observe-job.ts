import type { Job, JobState } from '@torchrelay/core/target';

import { isSameProcess } from '../server/process-identity.ts';
import { type JobFolder, readState, type StoredState } from './job-folder.ts';

const underWay: ReadonlySet<JobState> = new Set(['queued', 'starting', 'running', 'stopping']);

/** `undefined` when nothing was started under the id. */
export function observeJob(id: string, folder: JobFolder): Job | undefined {
  const stored = readState(folder);
  if (stored === undefined) return undefined;
  const { state, detail, startedAt, endedAt } = isLost(stored) ? lost(stored) : stored;
  return {
    id,
    state,
    ...(detail !== undefined && { detail }),
    startedAt,
    ...(endedAt !== undefined && { endedAt }),
    native: null,
  };
}

/** Nobody is there who would say how it ended: the machine was switched off, or the process killed. */
function isLost({ state, supervisor }: StoredState): boolean {
  return underWay.has(state) && !isSameProcess(supervisor);
}

function lost(stored: StoredState): StoredState {
  const isStopping = stored.state === 'stopping';
  return {
    ...stored,
    state: isStopping ? 'stopped' : 'interrupted',
    detail: 'the process that looked after it is gone',
  };
}
