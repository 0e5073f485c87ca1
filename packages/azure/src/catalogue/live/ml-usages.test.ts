import { describe, expect, test } from 'vitest';

import { familyKey } from '../quota/family-name.ts';
import { instancesLeft } from '../quota/instances-left.ts';
import type { MlUsage } from '../quota/ml-usage.ts';
import { azureServer } from '../test-support/azure-server.ts';
import {
  familyUsage,
  regionUsage,
  specifiedUsages,
  workspaceUsage,
} from '../test-support/ml-answers.ts';
import { testReader } from '../test-support/test-reader.ts';
import { readMlUsages } from './ml-usages.ts';

const a100 = 'standardNCADSA100v4Family';

async function usagesOf(value: readonly unknown[]): Promise<readonly MlUsage[]> {
  await using server = await azureServer(() => ({ body: { value } }));
  const place = { cloud: server.cloud, subscriptionId: 'sub', region: 'eastus' };
  const usages = await readMlUsages(place, testReader(server), {});
  expect(server.requests[0]?.path).toBe(
    '/subscriptions/sub/providers/Microsoft.MachineLearningServices/locations/eastus/usages',
  );
  return usages;
}

describe('the quota of a family', () => {
  test('is that of dedicated machines or of low-priority ones: the name is one, the type is not', async () => {
    const usages = await usagesOf([
      familyUsage(a100, { used: 24, limit: 96 }),
      familyUsage(a100, { used: 24, limit: -1, pool: 'lowPriority' }),
    ]);
    expect(usages).toMatchObject([
      { family: familyKey(a100), pool: 'dedicated', used: 24, limit: 96 },
      { family: familyKey(a100), pool: 'low-priority', used: 24, limit: null },
    ]);
  });

  test('of a workspace knows whose it is', async () => {
    const [usage] = await usagesOf([workspaceUsage('Mine', a100, { limit: 24 })]);
    expect(usage).toMatchObject({ workspace: 'mine', pool: 'dedicated', limit: 24 });
  });

  test('does not say what is used where Azure does not', async () => {
    const [usage] = await usagesOf([familyUsage(a100, { used: null, limit: 6 })]);
    expect(usage).toMatchObject({ used: null, limit: 6 });
  });
});

test('the quota of a region is for all families', async () => {
  const usages = await usagesOf([
    regionUsage('Dedicated', { used: 96, limit: 200 }),
    regionUsage('LowPriority', { used: 0, limit: 8 }),
  ]);
  expect(usages).toMatchObject([
    { family: null, pool: 'dedicated', used: 96, limit: 200 },
    { family: null, pool: 'low-priority', used: 0, limit: 8 },
  ]);
});

test('what the specification shows is understood too: the number of clusters is no quota of vCPUs', async () => {
  const usages = await usagesOf(specifiedUsages());
  expect(
    usages.map(({ family, pool, workspace, limit }) => [family, pool, workspace, limit]),
  ).toEqual([
    [null, 'dedicated', null, 24],
    ['standarddsv2family', 'dedicated', null, 48],
    ['standarddsv2family', 'dedicated', 'demo', 12],
    [null, 'low-priority', null, 50],
    ['standarddsv2family', 'low-priority', null, null],
  ]);
});

test('what was read is what the number of instances is counted from', async () => {
  const usages = await usagesOf([
    familyUsage('Standard NCADSA100v4 Family', { used: 24, limit: 96 }),
    familyUsage(a100, { limit: -1, pool: 'lowPriority' }),
    regionUsage('Dedicated', { used: 24, limit: 1000 }),
    {
      id: '/x',
      type: 'Microsoft.MachineLearningServices/clusters',
      name: { value: 'TotalClusters' },
    },
  ]);
  const request = { usages, family: a100, vCpus: 24, purpose: 'serving' } as const;
  expect(instancesLeft(request)).toMatchObject({ known: true, instances: 3 });
});
