import type { Call, Job } from '@torchrelay/core/target';

import type { SagemakerClients } from '../sagemaker-clients.ts';
import { ask, askIfAny } from '../sagemaker-request.ts';
import { isJobOfOurs, jobNameOf } from './job-tags.ts';
import { observeJob } from './observe-job.ts';

/** All attempts of the region that are ours: by their names, and then by their tags. */
export async function* listJobs(
  clients: Pick<SagemakerClients, 'sagemaker' | 'logs'>,
  call: Call,
): AsyncIterable<Job> {
  for await (const { id, arn } of namedLikeOurs(clients, call)) {
    if (!(await isOurs(clients, arn, call))) continue;
    const job = await observeJob(clients, id, call);
    if (job !== undefined) yield job;
  }
}

async function* namedLikeOurs(
  { sagemaker }: Pick<SagemakerClients, 'sagemaker'>,
  { abortSignal }: Call,
): AsyncIterable<{ readonly id: string; readonly arn: string }> {
  const client = await sagemaker();
  let next: string | undefined;
  do {
    const page = { MaxResults: 100, ...(next !== undefined && { NextToken: next }) };
    const { TrainingJobSummaries: found = [], NextToken } = await ask({
      attempt: 'Cannot list training jobs',
      permission: 'sagemaker:ListTrainingJobs',
      abortSignal,
      send: (options) => client.listTrainingJobs(page, options),
    });
    for (const { TrainingJobName: id = '', TrainingJobArn: arn = '' } of found)
      if (jobNameOf(id) !== undefined) yield { id, arn };
    next = NextToken;
  } while (next !== undefined);
}

async function isOurs(
  { sagemaker }: Pick<SagemakerClients, 'sagemaker'>,
  arn: string,
  { abortSignal }: Call,
): Promise<boolean> {
  const client = await sagemaker();
  const found = await askIfAny({
    attempt: `Cannot read the tags of ${arn}`,
    permission: 'sagemaker:ListTags',
    abortSignal,
    send: (options) => client.listTags({ ResourceArn: arn }, options),
  });
  return isJobOfOurs(found?.Tags ?? []);
}
