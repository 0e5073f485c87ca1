import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Job } from '@torchrelay/core/target';
import { describe, expect, test } from 'vitest';

import type { CommandJob, RunDetails } from '../../schemas.ts';
import { secondsOf } from '../../duration.ts';
import { exitCodeIn, outOfMemory } from './explain-job.ts';
import { jobOf } from './observe-job.ts';

const written = { jobType: 'Command', command: 'x', environmentId: 'e' } as const;

function observe(job: Partial<CommandJob>, details?: RunDetails): Job {
  return jobOf('demo-1', { id: '/jobs/demo-1', properties: { ...written, ...job } }, details);
}

const failed = (message: string, code = 'UserError'): Job =>
  observe({ status: 'Failed' }, { error: { error: { code, message } } });

describe('a job', () => {
  test.each<[status: string | undefined, state: string, detail: string | undefined]>([
    [undefined, 'queued', 'Azure ML has accepted it'],
    ['NotStarted', 'queued', 'Azure ML has accepted it'],
    ['Provisioning', 'starting', 'its nodes are being made'],
    ['Preparing', 'starting', 'its image is being prepared'],
    ['Queued', 'queued', 'it waits for its nodes'],
    ['Starting', 'starting', 'its nodes are starting'],
    ['Running', 'running', undefined],
    ['Finalizing', 'running', 'its result is being uploaded'],
    ['NotResponding', 'running', 'its nodes have not been heard of for a while'],
    ['Paused', 'queued', 'Azure ML has paused it'],
    ['CancelRequested', 'stopping', 'it was asked to end'],
    ['Canceled', 'stopped', 'it was asked to'],
    ['Completed', 'succeeded', undefined],
    ['Failed', 'failed', 'Azure ML gives no reason'],
    ['Scheduled', 'starting', 'Scheduled'],
  ])('that Azure calls %s is %s', (status, state, detail) => {
    const job = observe(status === undefined ? {} : { status });
    expect([job.state, job.detail]).toEqual([state, detail]);
  });

  test('says when it ran', () => {
    const details = {
      startTimeUtc: '2026-11-23T08:00:00.5Z',
      endTimeUtc: '2026-11-23T08:01:00+00:00',
    };
    expect(observe({ status: 'Completed' }, details)).toMatchObject({
      startedAt: Date.UTC(2026, 10, 23, 8, 0, 0, 500),
      endedAt: Date.UTC(2026, 10, 23, 8, 1, 0),
    });
    expect(observe({ status: 'Queued' })).not.toHaveProperty('startedAt');
  });

  test.each([
    ['PT60S', 'it ran for all of its 60 s'],
    ['PT1M', 'it ran for all of its 60 s'],
    ['PT2M', 'it was asked to'],
    ['soon', 'it was asked to'],
  ])('that was cancelled after a minute of %s: %s', (timeout, detail) => {
    const job = observe(
      { status: 'Canceled', limits: { jobLimitsType: 'Command', timeout } },
      { startTimeUtc: '2026-11-23T08:00:00Z', endTimeUtc: '2026-11-23T08:01:00Z' },
    );
    expect(job.detail).toBe(detail);
  });

  test.each([
    ['P1DT2H3M4.5S', 93_784.5],
    ['PT90S', 90],
    ['1 hour', undefined],
  ])('%s lasts %s seconds', (duration, seconds) => {
    expect(secondsOf(duration)).toBe(seconds);
  });
});

describe('a failure', () => {
  test.each([
    [
      'The specified subscription has a Standard NC family vCPU quota of 0 and cannot accomodate for at least 1 requested managed compute nodes which maps to 12 vCPUs.',
      'QUOTA_EXCEEDED',
    ],
    ['OutOfCapacity: no Standard_ND96asr_v4 in eastus', 'NO_CAPACITY'],
    ['AllocationFailed. Sufficient resources are not there.', 'NO_CAPACITY'],
    ['Image build failed. For more details, check log file.', 'IMAGE_BUILD_FAILED'],
    ['Failed to pull the docker image mine.azurecr.io/x:1: unauthorized', 'IMAGE_NOT_READABLE'],
    [
      'data-capability: ScriptExecution.StreamAccess.Authentication: Authentication failed',
      'DATA_NOT_READABLE',
    ],
    [
      'ScriptExecution.StreamAccess.NotFound: The requested stream was not found',
      'DATA_NOT_READABLE',
    ],
    ['data-capability: UriUploadSession failed: permission denied', 'RESULT_NOT_WRITTEN'],
  ])('"%s" is %s, with what to do', (said, code) => {
    const job = failed(`AzureMLCompute job failed. ${said}`);
    expect(job).toMatchObject({ state: 'failed', failure: { code } });
    expect(job.detail).toContain(said.replace(/\.$/, ''));
    expect(job.failure?.hint).not.toContain('deployment');
  });

  test('that is told inside another is told by the inner words', () => {
    const job = observe(
      { status: 'Failed' },
      {
        error: {
          error: {
            code: 'ServiceError',
            message: 'The job failed.',
            details: [{ code: 'OutOfCapacity', message: 'None are free.' }],
          },
        },
      },
    );
    expect(job).toMatchObject({ detail: 'None are free', failure: { code: 'NO_CAPACITY' } });
  });

  test.each([
    'PreemptionError: Nodes of this job got pre-empted. Check if the run has failed or restarted. Reason: Received pre-emption warning signal.',
    'The node tvmps_1 was lost.',
  ])('"%s" is an interruption: another attempt goes on', (said) => {
    const { state, failure } = failed(`AzureMLCompute job failed. ${said}`);
    expect([state, failure]).toEqual(['interrupted', undefined]);
  });

  test('of the script itself has no code of the platform', () => {
    const said =
      "Execution failed. User process 'python3' exited with status code 1. Please check log file 'user_logs/std_log.txt' for error details. Error: RuntimeError: Failed to download images";
    expect(failed(said)).not.toHaveProperty('failure');
    expect(exitCodeIn(said)).toBe(1);
  });

  test.each([
    [137, true],
    [247, true],
    [1, false],
    [undefined, false],
  ])('by exit code %s of a script that said nothing is the memory’s: %s', (code, isMemory) => {
    expect(outOfMemory(code) !== undefined).toBe(isMemory);
  });

  test('that nobody has met before is told as it is', () => {
    const job = failed('The moon is full.');
    expect([job.detail, job.failure]).toEqual(['The moon is full', undefined]);
  });
});

const published = join(
  process.env['AZURE_REST_API_SPECS'] ??
    join(import.meta.dirname, '../../../../../../../shared/specs/azure-ml/specification'),
  'machinelearningservices/data-plane/Microsoft.MachineLearningServices/preview/2019-09-30/runHistory.json',
);

// Of run history as it is today no specification is published; its answers had these names in 2019.
test.skipIf(!existsSync(published))(
  'what is read of run history is called as in the one specification of it that was published (skipped without it: AZURE_REST_API_SPECS)',
  () => {
    const { definitions } = JSON.parse(readFileSync(published, 'utf8')) as {
      readonly definitions: Record<string, { readonly properties: object }>;
    };
    const read: (keyof RunDetails)[] = [
      'status',
      'startTimeUtc',
      'endTimeUtc',
      'error',
      'logFiles',
    ];
    expect(Object.keys(definitions['RunDetails']?.properties ?? {})).toEqual(
      expect.arrayContaining(read),
    );
    expect(Object.keys(definitions['RootError']?.properties ?? {})).toEqual(
      expect.arrayContaining(['code', 'message', 'details', 'innerError']),
    );
  },
);
