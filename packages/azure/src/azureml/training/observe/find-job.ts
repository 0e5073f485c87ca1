import type { Call } from '@torchrelay/core/target';

import type { MlClient } from '../../client/ml-client.ts';
import type { Job } from '../../schemas.ts';

/** `undefined` where there is no job of that name. */
export function findJob(client: MlClient, id: string, call: Call): Promise<Job | undefined> {
  const attempt = `Cannot look at the training job ${id}`;
  return client.find<Job>({ path: `jobs/${id}`, attempt }, call);
}

const ended: ReadonlySet<string> = new Set(['Completed', 'Failed', 'Canceled']);

export function hasEnded({ properties: { status = '' } }: Job): boolean {
  return ended.has(status);
}

const notBegun: ReadonlySet<string> = new Set(['NotStarted', 'Provisioning', 'Queued']);

/** Whether its run history has anything to tell. */
export function hasBegun({ properties: { status = 'NotStarted' } }: Job): boolean {
  return !notBegun.has(status);
}
