import { expect, test } from 'vitest';

import { CommandError } from '../errors/command-error.ts';
import { jobSpec } from '../test-support/job-spec.ts';
import { openTarget } from './open-target.ts';

test('a workspace is named by subscription, group and name, and costs money', async () => {
  const { target, isFree } = await openTarget('azureml://sub-1/research/vision');
  expect({ provider: target.provider, isFree }).toEqual({ provider: 'azureml', isFree: false });
});

test('more may follow', async () => {
  const uri =
    'azureml://sub-1/research/vision?cloud=AzureUSGovernment&auth=aad_token&keepPrevious=true';
  expect((await openTarget(uri)).target.provider).toBe('azureml');
});

test('jobs can be sent to a cluster, which is made where that is asked for', async () => {
  const kinds = async (settings: string): Promise<readonly string[]> => {
    const { target } = await openTarget(`azureml://sub-1/research/vision?${settings}`);
    return (target.training?.plan(jobSpec, undefined) ?? []).map(({ id }) => id);
  };
  const start = 'create training job demo-0123456789ab-1';
  expect(await kinds('compute=gpus')).toEqual([start]);
  expect(await kinds('compute=gpus&makeCompute=true')).toEqual([
    'create compute cluster gpus',
    start,
  ]);
});

test.each(['key', 'aad_token', 'aml_token'])('requests can be let in by %s', async (auth) => {
  const { target } = await openTarget(`azureml://sub-1/research/vision?auth=${auth}`);
  expect(target.provider).toBe('azureml');
});

test.each([
  'azureml',
  'azureml://',
  'azureml://sub-1',
  'azureml://sub-1/research',
  'azureml://sub-1//vision',
  'azureml://sub-1/research/vision/more',
  'azureml://sub-1/research/vision?auth=nobody',
  'azureml://sub-1/research/vision?colour=blue',
  'azureml://sub-1/research/vision?keepPrevious=yes',
  'azureml://sub-1/research/vision?makeCompute=true',
  'azureml://sub-1/research/vision?compute=gpus&makeCompute=yes',
])('"%s" is a mistake in the command line', async (uri) => {
  await expect(openTarget(uri)).rejects.toBeInstanceOf(CommandError);
});
