import type { DescribeTrainingJobResponse } from '@aws-sdk/client-sagemaker';
import type { Call, Job, JobState } from '@torchrelay/core/target';

import type { SagemakerClients } from '../sagemaker-clients.ts';
import { describeJob } from './describe-job.ts';
import { failureOf, hasWords, isLostNode } from './explain-job.ts';
import { lastJobWords } from './last-job-words.ts';

type Described = DescribeTrainingJobResponse;

/** An attempt as it is now; `undefined` when none was started under the id. */
export async function observeJob(
  clients: Pick<SagemakerClients, 'sagemaker' | 'logs'>,
  id: string,
  call: Call,
): Promise<Job | undefined> {
  const found = await describeJob(clients, id, call);
  if (found === undefined) return undefined;
  const job = jobOf(id, found);
  const { FailureReason: reason = '' } = found;
  if (job.state !== 'failed' || job.failure !== undefined || hasWords(reason)) return job;
  const words = await lastJobWords(clients, id, call);
  return words === undefined ? job : { ...job, detail: `${job.detail}: ${words}` };
}

export function jobOf(id: string, found: Described): Job {
  const [detail, startedAt, endedAt] = [
    detailOf(found),
    found.TrainingStartTime?.getTime(),
    found.TrainingEndTime?.getTime(),
  ];
  const { FailureReason: reason, TrainingJobStatus: status } = found;
  const failure = status === 'Failed' && reason !== undefined ? failureOf(reason) : undefined;
  const billedSeconds = billed(found);
  return {
    id,
    state: stateOf(found),
    ...(detail !== undefined && { detail }),
    ...(failure !== undefined && { failure }),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(billedSeconds !== undefined && { billedSeconds }),
    restarts: interruptions(found),
    native: nativeOf(found),
  };
}

/** The steps of what SageMaker calls `InProgress`. */
const inProgress: Readonly<Record<string, JobState>> = {
  Pending: 'queued',
  // It waits for other spot instances by itself.
  Interrupted: 'queued',
  Training: 'running',
  Uploading: 'running',
  Updating: 'running',
};

function stateOf({
  TrainingJobStatus: status,
  SecondaryStatus: step,
  FailureReason: reason = '',
}: Described): JobState {
  if (status === 'Completed') return 'succeeded';
  if (status === 'Stopping') return 'stopping';
  if (status === 'Stopped') return 'stopped';
  if (status === 'Failed') return isLostNode(reason) ? 'interrupted' : 'failed';
  return inProgress[step ?? ''] ?? 'starting';
}

const whyStopped: Readonly<Record<string, string>> = {
  Stopped: 'it was asked to',
  MaxWaitTimeExceeded: 'it had no spot instances in the time that it may wait',
};

function detailOf(found: Described): string | undefined {
  const { TrainingJobStatus: status, SecondaryStatus: step, FailureReason: reason } = found;
  const { StoppingCondition: limits } = found;
  if (status === 'Completed') return undefined;
  if (status === 'Failed') return withoutDot(reason ?? 'SageMaker gives no reason');
  if (step === 'MaxRuntimeExceeded')
    return `it ran for all of its ${limits?.MaxRuntimeInSeconds} s`;
  if (status === 'Stopped') return whyStopped[step ?? ''] ?? step;
  return [progress(found), selected(found), begunAgain(found)]
    .filter((part) => part !== '')
    .join(', ');
}

function begunAgain(found: Described): string {
  const restarts = interruptions(found);
  if (restarts === 0 || found.SecondaryStatus === 'Interrupted') return '';
  return `after ${restarts === 1 ? 'an interruption' : `${restarts} interruptions`}`;
}

/** `Training job waiting for capacity`: in SageMaker's words, and the step where it has none. */
function progress({
  SecondaryStatus: step,
  SecondaryStatusTransitions: transitions = [],
}: Described): string {
  const said = withoutDot(transitions.at(-1)?.StatusMessage ?? '');
  return said === '' ? (step ?? '') : said;
}

function selected({ ResourceConfig: { SelectedInstanceType: type } = {} }: Described): string {
  return type === undefined ? '' : `on ${type}`;
}

function withoutDot(said: string): string {
  return said.trim().replace(/\.$/, '');
}

/** Of one instance by SageMaker, of all by ours. */
function billed({ BillableTimeInSeconds: seconds, ResourceConfig }: Described): number | undefined {
  const { SelectedInstanceCount, InstanceCount = 1 } = ResourceConfig ?? {};
  return seconds === undefined ? undefined : seconds * (SelectedInstanceCount ?? InstanceCount);
}

function interruptions({ SecondaryStatusTransitions: transitions = [] }: Described): number {
  return transitions.filter(({ Status }) => Status === 'Interrupted').length;
}

function nativeOf({
  TrainingJobArn: arn = '',
  SecondaryStatus: step,
  ResourceConfig: { InstanceType, SelectedInstanceType } = {},
  WarmPoolStatus: pool,
}: Described): Job['native'] {
  return {
    arn,
    step: step ?? null,
    instanceType: SelectedInstanceType ?? InstanceType ?? null,
    warmPool: pool?.Status ?? null,
  };
}
