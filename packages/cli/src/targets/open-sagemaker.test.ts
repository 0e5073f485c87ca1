import { expect, test } from 'vitest';

import { CommandError } from '../errors/command-error.ts';
import { jobSpec } from '../test-support/job-spec.ts';
import { openTarget } from './open-target.ts';

test('a region is enough', async () => {
  const { target, isFree } = await openTarget('sagemaker://us-east-1');
  expect({ provider: target.provider, isFree }).toEqual({ provider: 'sagemaker', isFree: false });
  expect(target.serving?.capabilities).toMatchObject({
    maxRequestDurationInMs: 60_000,
    fallsBack: false,
  });
});

test('what jobs alone have may follow, and makes no other job', async () => {
  const settings = 'keepAlive=15m&volumeSizeInGB=200&encryptTraffic=true';
  const { target } = await openTarget(`sagemaker://us-east-1?${settings}`);
  const plain = await openTarget('sagemaker://us-east-1');
  expect(target.training?.fingerprint()).toEqual(plain.target.training?.fingerprint());
  // It is what SageMaker excludes.
  const offer = { ...jobSpec.offer, region: 'us-east-1' };
  const spot = { ...jobSpec, offer, spot: true };
  expect(() => target.training?.plan(spot, undefined)).toThrow('KeepAlivePeriodInSeconds');
  expect(plain.target.training?.plan(spot, undefined)).toHaveLength(2);
});

test.each([
  ['keepAlive=long', 'keepAlive=15m'],
  ['volumeSizeInGB=0', 'volumeSizeInGB=4'],
  ['encryptTraffic=yes', 'encryptTraffic=true'],
])('%s is refused, with what can be written', async (settings, example) => {
  const opening = openTarget(`sagemaker://us-east-1?${settings}`);
  await expect(opening).rejects.toMatchObject({ hint: expect.stringContaining(example) as string });
});

test('mode and pools may follow', async () => {
  const { target } = await openTarget('sagemaker://us-east-1?mode=async&instancePools=true');
  expect(target.serving?.capabilities).toMatchObject({
    maxRequestDurationInMs: 3_600_000,
    fallsBack: true,
  });
});

/** What makes another release; undefined members are not in it. */
async function fingerprint(settings: string): Promise<unknown> {
  const { target } = await openTarget(`sagemaker://us-east-1?${settings}`);
  return target.serving?.fingerprint();
}

test('a network, isolation, and how asynchronous requests are taken may follow', async () => {
  const network = 'subnets=subnet-1,subnet-2&securityGroupIds=sg-1&networkIsolation=true';
  expect(await fingerprint(network)).toMatchObject({
    vpc: { subnets: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] },
    networkIsolation: true,
  });
  const asking = 'mode=async&maxConcurrentRequests=4&successTopic=arn:a&errorTopic=arn:b';
  expect(await fingerprint(asking)).toMatchObject({
    maxConcurrentRequests: 4,
    notify: { successTopic: 'arn:a', errorTopic: 'arn:b' },
  });
  expect(await fingerprint('role=arn:c&kmsKeyId=key')).toMatchObject({
    role: 'arn:c',
    kmsKeyId: 'key',
  });
});

test.each([
  ['mode=slow', 'Write mode=real-time or mode=async.'],
  ['instancePools=yes', 'Write instancePools=true or instancePools=false.'],
  ['networkIsolation=', 'Write networkIsolation=true or networkIsolation=false.'],
  ['maxConcurrentRequests=0', 'Write a whole number from 1'],
  ['subnets=subnet-1', 'subnets=subnet-1,subnet-2&securityGroupIds=sg-1'],
  ['colour=blue', 'It has role,'],
])('%s is a mistake in the command line', async (setting, hint) => {
  const opening = openTarget(`sagemaker://us-east-1?${setting}`);
  await expect(opening).rejects.toBeInstanceOf(CommandError);
  await expect(openTarget(`sagemaker://us-east-1?${setting}`)).rejects.toMatchObject({
    hint: expect.stringContaining(hint),
  });
});
