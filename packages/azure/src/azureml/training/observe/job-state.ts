import type { Job, JobState } from '@torchrelay/core/target';

/** Each word of Azure's for where a job is, and what is told of it while it lasts. _spec_: `JobStatus`. */
const states: Readonly<Record<string, Pick<Job, 'state' | 'detail'>>> = {
  NotStarted: { state: 'queued', detail: 'Azure ML has accepted it' },
  Provisioning: { state: 'starting', detail: 'its nodes are being made' },
  Preparing: { state: 'starting', detail: 'its image is being prepared' },
  Queued: { state: 'queued', detail: 'it waits for its nodes' },
  Starting: { state: 'starting', detail: 'its nodes are starting' },
  Running: { state: 'running' },
  Finalizing: { state: 'running', detail: 'its result is being uploaded' },
  // Its heartbeat is late: what becomes of it the next state tells.
  NotResponding: { state: 'running', detail: 'its nodes have not been heard of for a while' },
  Paused: { state: 'queued', detail: 'Azure ML has paused it' },
  CancelRequested: { state: 'stopping', detail: 'it was asked to end' },
  Completed: { state: 'succeeded' },
  Canceled: { state: 'stopped' },
  Failed: { state: 'failed' },
};

/** What Azure calls a state that it had not when this was written is shown as it says it. */
export function stateOf(status: string): { readonly state: JobState; readonly detail?: string } {
  const known = states[status];
  return known ?? { state: 'starting', detail: status };
}
