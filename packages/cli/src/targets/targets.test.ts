import { expect, test } from 'vitest';

import { CommandError } from '../errors/command-error.ts';
import { inAllRegions, openTarget, targetOption } from './open-target.ts';
import { targets } from './registry.ts';

test('local is free, so nobody is asked', async () => {
  const { target, isFree, uri } = await openTarget('local');
  expect({ provider: target.provider, isFree, uri }).toEqual({
    provider: 'local',
    isFree: true,
    uri: 'local',
  });
});

test('servers of the command outlive it', async () => {
  const { target } = await openTarget('local');
  expect(target.serving?.capabilities.endsWithProcess).toBe(false);
});

test('the default target is not repeated in suggested commands', () => {
  expect(targetOption('local')).toBe('');
  expect(targetOption('sagemaker://us-east-1')).toBe(' --target sagemaker://us-east-1');
  expect(targetOption('sagemaker://us-east-1?role=a&bucket=b')).toBe(
    " --target 'sagemaker://us-east-1?role=a&bucket=b'",
  );
});

test('what is not in one region of many is refused, with what is', async () => {
  const refused = inAllRegions(['azureml://subscription/group/workspace'], {});
  await expect(refused).rejects.toMatchObject({
    message: 'The target "azureml" is not in one region of many.',
    hint: '--all-regions is for sagemaker://REGION.',
  });
});

test('SageMaker is not free, and asks nobody before it is used', async () => {
  const { target, isFree } = await openTarget('sagemaker://us-east-1?bucket=my-models');
  expect([target.provider, isFree]).toEqual(['sagemaker', false]);
});

test.each(['', ':', '://', 'constructor', 'LOCAL', 'local://here', 'sagemaker', 'gcp://here'])(
  '"%s" is a mistake in the command line',
  async (uri) => {
    await expect(openTarget(uri)).rejects.toBeInstanceOf(CommandError);
  },
);

test('every target says how it is written', () => {
  for (const { scheme, usage, summary } of targets) {
    expect(usage.split(':')[0]).toBe(scheme);
    expect(summary).not.toBe('');
  }
});
