import { describe, expect, test } from 'vitest';

import { azureServer } from '../test-support/azure-server.ts';
import { sizeAnswer } from '../test-support/ml-answers.ts';
import { testReader } from '../test-support/test-reader.ts';
import { type MlSize, readMlSizes } from './ml-sizes.ts';

async function sizesOf(value: readonly unknown[]): Promise<readonly MlSize[]> {
  await using server = await azureServer(() => ({ body: { value } }));
  const place = { cloud: server.cloud, subscriptionId: 'sub', region: 'eastus' };
  const sizes = await readMlSizes(place, testReader(server), {});
  expect(server.requests[0]?.path).toBe(
    '/subscriptions/sub/providers/Microsoft.MachineLearningServices/locations/eastus/vmSizes',
  );
  expect(server.requests[0]?.query.get('api-version')).toBe('2024-04-01');
  return sizes;
}

describe('a size of Azure Machine Learning', () => {
  test('is for jobs, for endpoints, or both', async () => {
    const sizes = await sizesOf([
      sizeAnswer('Standard_Both'),
      sizeAnswer('Standard_Jobs', { types: ['AmlCompute', 'ComputeInstance'] }),
      sizeAnswer('Standard_Endpoints', { types: ['MIR'] }),
      sizeAnswer('Standard_Notebooks', { types: ['ComputeInstance'] }),
    ]);
    expect(sizes.map(({ name, trains, serves }) => [name, trains, serves])).toEqual([
      ['Standard_Both', true, true],
      ['Standard_Jobs', true, false],
      ['Standard_Endpoints', false, true],
      ['Standard_Notebooks', false, false],
    ]);
  });

  test('says nothing of endpoints where the whole list does not speak of them', async () => {
    const [size] = await sizesOf([sizeAnswer('Standard_One', { types: ['AmlCompute'] })]);
    expect(size).toMatchObject({ trains: true });
    expect(size).not.toHaveProperty('serves');
  });

  test('says what it is for nowhere where the list has no such word', async () => {
    const [size] = await sizesOf([{ name: 'Standard_One', family: 'f', vCPUs: 4 }]);
    expect(size).toEqual({ name: 'Standard_One', family: 'f', vCpus: 4 });
  });

  test('has the low-priority price of Linux, in dollars by the hour', async () => {
    const [size] = await sizesOf([
      sizeAnswer('Standard_One', {
        prices: [
          ['Standard', 'Linux', 3.67],
          ['LowPriority', 'Windows', 1.5],
          ['LowPriority', 'Linux', 0.73],
        ],
      }),
    ]);
    expect(size?.lowPriorityUsdPerHour).toBe(0.73);
  });

  test.each([
    ['none', []],
    ['zero', [['LowPriority', 'Linux', 0] as const]],
    ['only that of Windows', [['LowPriority', 'Windows', 1] as const]],
  ])('has no low-priority price where Azure says %s', async (_, prices) => {
    const [size] = await sizesOf([sizeAnswer('Standard_One', { prices })]);
    expect(size).not.toHaveProperty('lowPriorityUsdPerHour');
  });

  test('without name, family or vCPUs is left out', async () => {
    expect(await sizesOf([{ name: 'Standard_One' }, 'text', null])).toEqual([]);
  });
});
