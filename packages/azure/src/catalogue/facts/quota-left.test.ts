import { describe, expect, test } from 'vitest';

import { cpuRow, testRow } from '../test-support/test-snapshot.ts';
import { a100, testUsage } from '../test-support/test-usage.ts';
import { familyOf, quotaLeft, type QuotaRequest } from './quota-left.ts';

const asOf = '2026-11-01T00:00:00.000Z';

const left = (changes: Partial<QuotaRequest>): ReturnType<typeof quotaLeft> =>
  quotaLeft({
    row: testRow(),
    region: 'eastus',
    need: { purpose: 'serving' },
    facts: {},
    ...changes,
  });

describe('the quota', () => {
  test('is known with its date, and names the limit that counts', () => {
    const value = [
      testUsage({ limit: 96, label: 'the family' }),
      testUsage({ family: null, limit: 48, label: 'Total Dedicated' }),
    ];
    expect(left({ facts: { usages: { value, asOf } } })).toEqual({
      quotaLeft: {
        known: true,
        value: 2,
        source: 'quota of Azure Machine Learning, counted in such instances',
        asOf,
      },
      quotaName: 'Total Dedicated, Azure Machine Learning in eastus',
    });
  });

  test('that was not read is unknown, and still has a name to ask for', () => {
    expect(left({})).toEqual({
      quotaLeft: {
        known: false,
        reason: 'the quota of Azure Machine Learning in eastus was not read',
      },
      quotaName: `${a100}, Azure Machine Learning in eastus`,
    });
  });

  test('of a family that Azure does not name is unknown', () => {
    const usages = { value: [testUsage({ limit: 96 })], asOf };
    expect(left({ row: cpuRow(), facts: { usages } })).toMatchObject({
      quotaLeft: { known: false, reason: expect.stringContaining('standardFSv2Family') as string },
    });
  });

  test('gives our own use back', () => {
    const usages = { value: [testUsage({ limit: 24, used: 24 })], asOf };
    expect(left({ facts: { usages } })).toMatchObject({ quotaLeft: { value: 0 } });
    const own = [{ family: a100, vCpus: 24, instances: 1 }];
    expect(left({ own, facts: { usages } })).toMatchObject({ quotaLeft: { value: 1 } });
  });
});

describe('the family of a size', () => {
  const { quotas: _, ...bare } = testRow();

  test('is what Azure says now, else what is written down', () => {
    const mlSizes = {
      value: [{ name: 'STANDARD_NC24ADS_A100_V4', family: 'standardNewFamily', vCpus: 24 }],
      asOf,
    };
    expect(familyOf(testRow(), { mlSizes })).toBe('standardNewFamily');
    expect(familyOf(testRow(), {})).toBe(a100);
  });

  test('may be unknown, and then the quota is', () => {
    const row = { ...bare, quotas: {} };
    expect(left({ row })).toEqual({
      quotaLeft: {
        known: false,
        reason: 'the quota family of Standard_NC24ads_A100_v4 is not known',
      },
    });
  });
});
