import type { Job } from '@torchrelay/core/target';

import { isSameProcess } from '../server/process-identity.ts';
import { isUnderWay } from './is-under-way.ts';
import { type JobFolder, readState, type StoredState } from './job-folder.ts';

/** `undefined` when nothing was started under the id. */
export function observeJob(id: string, folder: JobFolder): Job | undefined {
  const stored = readState(folder);
  if (stored === undefined) return undefined;
  // Read again: it may have ended, and said so, just before its process was looked for.
  const known = isLost(stored) ? lost(readState(folder) ?? stored) : stored;
  const { state, detail, startedAt, endedAt } = known;
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
function isLost(stored: StoredState): boolean {
  return isUnderWay(stored) && !isSameProcess(stored.supervisor);
}

function lost(stored: StoredState): StoredState {
  if (!isUnderWay(stored)) return stored;
  const isStopping = stored.state === 'stopping';
  return {
    ...stored,
    state: isStopping ? 'stopped' : 'interrupted',
    detail: 'the process that looked after it is gone',
  };
}
