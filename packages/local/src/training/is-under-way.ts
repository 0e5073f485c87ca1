import type { Job, JobState } from '@torchrelay/core/target';

const underWay: ReadonlySet<JobState> = new Set(['queued', 'starting', 'running', 'stopping']);

export function isUnderWay({ state }: Pick<Job, 'state'>): boolean {
  return underWay.has(state);
}
