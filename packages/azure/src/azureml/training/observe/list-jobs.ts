import type { Call, Job } from '@torchrelay/core/target';

import type { MlClient } from '../../client/ml-client.ts';
import type { Job as NativeJob } from '../../schemas.ts';
import { jobOfTags } from '../job-tags.ts';
import { jobOf } from './observe-job.ts';

/** All attempts in the workspace that are ours, by their tags. When they ran is not in a list. */
export async function* listJobs(client: MlClient, call: Call): AsyncIterable<Job> {
  const request = {
    path: 'jobs',
    query: { jobType: 'Command' },
    attempt: 'Cannot list the training jobs',
  };
  for await (const job of client.list<NativeJob>(request, call)) {
    if (job.name !== undefined && jobOfTags(job) !== undefined) yield jobOf(job.name, job);
  }
}
