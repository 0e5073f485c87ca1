import { TorchrelayError } from '@torchrelay/core';
import type { Job, JobState, Step, TrainSpec } from '@torchrelay/core/target';
import { describe, expect, test } from 'vitest';

import type { AzureMlSettings } from '../azureml-settings.ts';
import { testJob } from '../test-support/test-job.ts';
import { planJob } from './plan-job.ts';

const base: AzureMlSettings = { subscription: 's', resourceGroup: 'g', workspace: 'w' };

function plan(
  spec: Partial<TrainSpec> = {},
  training: AzureMlSettings['training'] = {},
): readonly Step[] {
  return planJob(testJob(spec), undefined, { ...base, training });
}

const live = (state: JobState): Job => ({ id: testJob().id, state, native: null });

describe('an attempt', () => {
  test('is one job, with what it needs and what seeing it through takes', () => {
    const [step, ...others] = plan({ nodes: 2, spot: true });
    expect(others).toEqual([]);
    expect(step).toMatchObject({ id: `create training job ${testJob().id}`, kind: 'training job' });
    expect(step?.changes).toContainEqual({
      path: 'instances',
      after: '2 × Standard_DS3_v2, spot',
    });
    expect(step?.changes).toContainEqual({ path: 'compute', after: 'serverless' });
    const prefix = 'Microsoft.MachineLearningServices/workspaces';
    expect(step?.permissions).toEqual([
      `${prefix}/jobs/read`,
      `${prefix}/jobs/write`,
      `${prefix}/experiments/runs/read`,
      `${prefix}/jobs/cancel/action`,
      `${prefix}/jobs/delete`,
      `${prefix}/models/versions/write`,
      `${prefix}/models/versions/delete`,
    ]);
  });

  test('with an image makes it known before, under a name that says which it is', () => {
    const steps = plan({ image: 'mine:1' });
    expect(steps.map(({ kind }) => kind)).toEqual(['environment', 'training job']);
    expect(steps[0]?.target).not.toBe(plan({ image: 'mine:2' })[0]?.target);
  });

  test('on a cluster that is to be made begins with the cluster', () => {
    const steps = plan({ nodes: 2, spot: true }, { compute: 'mine', makeCompute: true });
    expect(steps.map(({ id }) => id)).toEqual([
      'create compute cluster mine',
      `create training job ${testJob().id}`,
    ]);
    expect(steps[0]?.changes).toEqual([
      { path: 'machines', after: '0 to 2 × Standard_DS3_v2, spot' },
    ]);
  });

  test('that is there is left as it is', () => {
    expect(planJob(testJob(), live('failed'), base)).toEqual([]);
  });

  test.each<[JobState, number]>([
    ['queued', 1],
    ['starting', 1],
    ['running', 1],
    ['stopping', 0],
    ['succeeded', 0],
    ['failed', 0],
    ['interrupted', 0],
  ])('that is %s needs %i steps to be stopped', (state, steps) => {
    expect(planJob(undefined, live(state), base)).toHaveLength(steps);
  });

  test('names its secrets, and not where they are', () => {
    const secrets = { TOKEN: 'https://v.vault.azure.net/secrets/t' };
    const [step] = plan({ secrets });
    expect(step?.changes).toContainEqual({ path: 'readsSecrets', after: 'TOKEN' });
  });
});

const vault = 'https://mine.vault.azure.net/secrets';

describe('what Azure ML excludes is refused before anything is sent', () => {
  test.each<
    [what: string, spec: Partial<TrainSpec>, training: AzureMlSettings['training'], says: string]
  >([
    [
      'spot on a cluster that is there',
      { spot: true },
      { compute: 'mine' },
      'Whether machines of the cluster "mine" may be taken away was decided when it was made.',
    ],
    ['a cluster without a name', {}, { makeCompute: true }, 'has no name'],
    [
      'a secret of another cloud',
      { secrets: { TOKEN: 'arn:aws:secretsmanager:us-east-1:1:secret:x' } },
      {},
      'The secret "TOKEN" is to be arn:aws:secretsmanager:us-east-1:1:secret:x, which is no secret of Azure Key Vault.',
    ],
    [
      'a secret of somebody who looks like Azure',
      { secrets: { TOKEN: 'https://mine.vault.azure.net.evil.example/secrets/x' } },
      {},
      'which is no secret of Azure Key Vault.',
    ],
    [
      'data that are no folder of blobs',
      { data: { a: { kind: 'uri', uri: 'https://example.com/data.zip', mode: 'copy' } } },
      {},
      'The data "a" is at https://example.com/data.zip, which is no folder of Blob storage.',
    ],
    [
      'a job of more than three weeks',
      { maxRunTimeInMs: 21.5 * 86_400_000 },
      {},
      'The job may run for 22 days, and Azure ML ends jobs after 21.',
    ],
    [
      'a job on spot machines of more than a week',
      { maxRunTimeInMs: 8 * 86_400_000, spot: true },
      {},
      'The job may run for 8 days, and Azure ML ends jobs on spot machines after 7.',
    ],
    [
      'a secret on a cluster that is to be made, and would have no identity',
      { secrets: { TOKEN: 'https://mine.vault.azure.net/secrets/t' } },
      { compute: 'mine', makeCompute: true },
      'the cluster that is to be made for it has none.',
    ],
    [
      'an identity by its client on such a cluster',
      {},
      { compute: 'mine', makeCompute: true, identity: 'c1' },
      'the cluster that is to be made for it has none.',
    ],
    [
      'a field that is ours',
      { providerOptions: { command: 'rm' } },
      {},
      'providerOptions has command, which torchrelay sets itself.',
    ],
  ])('%s', (_, spec, training, says) => {
    expect(() => plan(spec, training)).toThrow(TorchrelayError);
    expect(() => plan(spec, training)).toThrow(says);
  });

  test('a signature in the address of data, which is not repeated', () => {
    const uri = 'https://a.blob.core.windows.net/c/d/?sig=hush';
    const failure = (): unknown => plan({ data: { a: { kind: 'uri', uri, mode: 'copy' } } });
    expect(failure).toThrow('which is no folder of Blob storage');
    expect(failure).not.toThrow('hush');
  });

  test.each([
    `${vault}/token`,
    `${vault}/token#user`,
    `${vault}/token/0123456789abcdef0123456789abcdef`,
    'https://mine.vault.usgovcloudapi.net/secrets/token',
  ])('not so a secret at %s', (reference) => {
    expect(plan({ secrets: { TOKEN: reference } })).toHaveLength(1);
  });

  test.each([
    'https://a.blob.core.windows.net/c/images/',
    'azureml://datastores/d/paths/x/',
    'wasbs://c@a.blob.core.windows.net/x/',
  ])('nor data at %s', (uri) => {
    expect(plan({ data: { a: { kind: 'uri', uri, mode: 'stream' } } })).toHaveLength(1);
  });
});
