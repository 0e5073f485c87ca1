import { deploy, rollback } from '@torchrelay/core';
import { startAddingContainer } from '@torchrelay/stand-ins';
import { addModel } from '@torchrelay/testing';
import { afterAll, expect, test, vi } from 'vitest';

import { compareClouds } from '../choose-a-cloud/compare-clouds.ts';
import { startClouds } from '../test-support/clouds.ts';
import { releaseCarefully } from './release-carefully.ts';

vi.setConfig({ testTimeout: 120_000 });

// Without PyTorch: what is shown is how releases follow each other, and where.
const clouds = await startClouds({ start: startAddingContainer });
afterAll(() => clouds[Symbol.asyncDispose]());

const options = {
  name: 'canary',
  inputs: { x: 'FP32[-1]' },
  outputs: { y: 'FP32[-1]' },
  examples: { x: [1, 2, 3] },
  rehearseOn: false,
  instances: 2,
  timing: { mostPollInMs: 50, firstRetryInMs: 20 },
} as const;

test('a careful release takes over; one that sets an alarm off is put back by the platform; and an earlier one comes back', async () => {
  const { sagemaker: target, aws } = clouds;
  const endpoint = await deploy(addModel(1), target, options);
  const answer = async (): Promise<number> =>
    Number((await endpoint.predict({ x: [40] })).y?.data[0]);
  const release = (offset: 2 | 3): Promise<unknown> =>
    releaseCarefully({ model: addModel(offset), target, waitInMs: 60_000, ...options });

  await release(2);
  expect(await answer()).toBe(42);
  await aws.trouble({ soundAlarm: ['canary'] });
  await expect(release(3)).rejects.toMatchObject({ data: { restored: 2 } });
  expect(await answer()).toBe(42);
  await rollback('canary', target, { to: 1, timing: options.timing });
  expect(await answer()).toBe(41);
  await endpoint.destroy();
});

test('two clouds are compared by what the same model would cost there, and nothing is made', async () => {
  const { sagemaker, azureml, aws, azure } = clouds;
  const lines = await compareClouds({
    model: addModel(1),
    targets: [sagemaker, azureml],
    ...options,
  });
  expect(lines).toHaveLength(3);
  expect(lines.slice(0, 2).toSorted()).toEqual([
    expect.stringMatching(/^azureml: Standard_\w*A100\w*, \$\d+\.\d\d per hour$/),
    expect.stringMatching(/^sagemaker: ml\.p4d\w*\.24xlarge, \$\d+\.\d\d per hour$/),
  ]);
  expect(lines[2]).toMatch(
    /^Take azureml: \$\d+\.\d\d per hour, against \$\d+\.\d\d on sagemaker$/,
  );
  expect([...(await aws.resources()), ...azure.resources()]).toEqual([]);
});
