import type { DescribeTrainingJobResponse } from '@aws-sdk/client-sagemaker';
import type { JobState } from '@torchrelay/core/target';
import { describe, expect, test } from 'vitest';

import { jobOf } from './observe-job.ts';

type Described = Partial<DescribeTrainingJobResponse>;

const limits = { MaxRuntimeInSeconds: 3600 };

function described(more: Described): DescribeTrainingJobResponse {
  return {
    TrainingJobName: 'demo-1',
    TrainingJobArn: 'arn:job',
    ModelArtifacts: { S3ModelArtifacts: 's3://b/k' },
    TrainingJobStatus: 'InProgress',
    SecondaryStatus: 'Starting',
    StoppingCondition: limits,
    CreationTime: new Date(0),
    ...more,
  };
}

describe('a job is', () => {
  test.each<[state: JobState, detail: string | undefined, found: Described]>([
    ['starting', 'Starting', { SecondaryStatus: 'Starting' }],
    ['starting', 'Downloading', { SecondaryStatus: 'Downloading' }],
    [
      'queued',
      'Training job waiting for capacity',
      {
        SecondaryStatus: 'Pending',
        SecondaryStatusTransitions: [
          { Status: 'Starting', StartTime: new Date(0), StatusMessage: 'Starting the job' },
          {
            Status: 'Pending',
            StartTime: new Date(1),
            StatusMessage: 'Training job waiting for capacity.',
          },
        ],
      },
    ],
    ['queued', 'Interrupted', { SecondaryStatus: 'Interrupted' }],
    [
      'running',
      'Training, after 2 interruptions',
      {
        SecondaryStatus: 'Training',
        SecondaryStatusTransitions: [
          { Status: 'Interrupted', StartTime: new Date(0) },
          { Status: 'Interrupted', StartTime: new Date(1) },
          { Status: 'Training', StartTime: new Date(2) },
        ],
      },
    ],
    ['starting', 'Restarting', { SecondaryStatus: 'Restarting' }],
    ['running', 'Training', { SecondaryStatus: 'Training' }],
    [
      'running',
      'Training, on ml.p4de.24xlarge',
      {
        SecondaryStatus: 'Training',
        ResourceConfig: { SelectedInstanceType: 'ml.p4de.24xlarge' },
      },
    ],
    ['running', 'Uploading', { SecondaryStatus: 'Uploading' }],
    ['stopping', 'Stopping', { TrainingJobStatus: 'Stopping', SecondaryStatus: 'Stopping' }],
    ['stopped', 'it was asked to', { TrainingJobStatus: 'Stopped', SecondaryStatus: 'Stopped' }],
    [
      'stopped',
      'it ran for all of its 3600 s',
      { TrainingJobStatus: 'Stopped', SecondaryStatus: 'MaxRuntimeExceeded' },
    ],
    [
      'stopped',
      'it had no spot instances in the time that it may wait',
      { TrainingJobStatus: 'Stopped', SecondaryStatus: 'MaxWaitTimeExceeded' },
    ],
    ['succeeded', undefined, { TrainingJobStatus: 'Completed', SecondaryStatus: 'Completed' }],
    [
      'interrupted',
      'InternalServerError: We encountered an internal error. Please try again',
      {
        TrainingJobStatus: 'Failed',
        SecondaryStatus: 'Failed',
        FailureReason: 'InternalServerError: We encountered an internal error. Please try again.',
      },
    ],
    [
      'failed',
      'AlgorithmError: ValueError: no, exit code: 1',
      {
        TrainingJobStatus: 'Failed',
        SecondaryStatus: 'Failed',
        FailureReason: 'AlgorithmError: ValueError: no, exit code: 1',
      },
    ],
  ])('%s: %s', (state, detail, found) => {
    const job = jobOf('demo-1', described(found));
    expect([job.state, job.detail]).toEqual([state, detail]);
  });
});

test('what is charged is that of all nodes, and how often it was begun again is counted', () => {
  const times = { TrainingStartTime: new Date(1000), TrainingEndTime: new Date(501_000) };
  const job = jobOf(
    'demo-1',
    described({
      ...times,
      BillableTimeInSeconds: 100,
      ResourceConfig: { InstanceType: 'ml.p4d.24xlarge', InstanceCount: 3 },
      SecondaryStatusTransitions: [
        { Status: 'Training', StartTime: new Date(0) },
        { Status: 'Interrupted', StartTime: new Date(0) },
        { Status: 'Training', StartTime: new Date(0) },
      ],
    }),
  );
  expect(job).toMatchObject({
    startedAt: 1000,
    endedAt: 501_000,
    billedSeconds: 300,
    restarts: 1,
    native: { instanceType: 'ml.p4d.24xlarge', warmPool: null },
  });
});

describe('what a failure means is said:', () => {
  test.each([
    ['CapacityError: Unable to provision requested ML compute capacity.', 'NO_CAPACITY'],
    ['ClientError: Data download failed: AccessDenied (403)', 'DATA_NOT_READABLE'],
    ['ClientError: Artifact upload failed: AccessDenied', 'RESULT_NOT_WRITTEN'],
    ['ClientError: Cannot pull the image: repository does not exist', 'IMAGE_NOT_READABLE'],
    ['ClientError: Could not assume role arn:r', 'ROLE_NOT_USABLE'],
    ['AlgorithmError: , exit code: 137', 'OUT_OF_MEMORY'],
    ['AlgorithmError: torch.OutOfMemoryError: CUDA out of memory, exit code: 1', undefined],
    ['AlgorithmError: no image found in ecr: my own words, exit code: 1', undefined],
    ['ClientError: something new', undefined],
  ])('%s', (FailureReason, code) => {
    const found = {
      TrainingJobStatus: 'Failed',
      SecondaryStatus: 'Failed',
      FailureReason,
    } as const;
    const { failure, state } = jobOf('demo-1', described(found));
    expect([state, failure?.code]).toEqual(['failed', code]);
    expect(failure?.hint ?? 'None.').toMatch(/\.$/);
  });
});
