import { describe, expect, test } from 'vitest';

import { a100, fsv2, testUsage } from '../test-support/test-usage.ts';
import { familyKey } from './family-name.ts';
import { instancesLeft, type InstancesLeftRequest } from './instances-left.ts';

const left = (request: Partial<InstancesLeftRequest>): ReturnType<typeof instancesLeft> =>
  instancesLeft({ usages: [], family: a100, vCpus: 24, purpose: 'serving', ...request });

const region = (limit: number, used = 0): ReturnType<typeof testUsage> =>
  testUsage({ family: null, limit, used, label: 'the region' });

describe('the instances that are left', () => {
  test('are whole machines of the vCPUs that are left', () => {
    const usages = [testUsage({ limit: 100, used: 24 })];
    expect(left({ usages })).toMatchObject({ known: true, instances: 3 });
    expect(left({ usages, vCpus: 96 })).toMatchObject({ instances: 0 });
  });

  test('are as many as the tightest limit allows: family, region or workspace', () => {
    const family = testUsage({ limit: 96, label: 'the family' });
    const workspace = testUsage({ limit: 24, workspace: 'mine', label: 'the workspace' });
    expect(left({ usages: [family, region(1000)] })).toMatchObject({
      instances: 4,
      limitedBy: 'the family',
    });
    expect(left({ usages: [family, region(80, 30)] })).toMatchObject({
      instances: 2,
      limitedBy: 'the region',
    });
    expect(left({ usages: [family, region(1000), workspace], workspace: 'Mine' })).toMatchObject({
      instances: 1,
      limitedBy: 'the workspace',
    });
    expect(left({ usages: [family, workspace], workspace: 'another' })).toMatchObject({
      instances: 4,
    });
  });

  test('are none, not fewer, where more is used than is allowed', () => {
    expect(left({ usages: [testUsage({ limit: 24, used: 48 })] })).toMatchObject({ instances: 0 });
  });

  test('are found under another spelling of the family, and not under another family', () => {
    const usages = [testUsage({ limit: 48 })];
    expect(left({ usages, family: 'Standard NCADSA100v4 Family' })).toMatchObject({ instances: 2 });
    expect(left({ usages, family: fsv2 })).toEqual({
      known: false,
      reason: `Azure Machine Learning names no quota for the family ${fsv2}`,
    });
  });
});

describe('the reserve for upgrades', () => {
  const usages = [testUsage({ family: familyKey(fsv2), limit: 8 })];

  test('counts for an endpoint: 8 vCPUs carry one instance of 4, as Azure’s own error says', () => {
    expect(left({ usages, family: fsv2, vCpus: 4 })).toMatchObject({ instances: 1 });
  });

  test('does not count for a job, nor for A100s', () => {
    expect(left({ usages, family: fsv2, vCpus: 4, purpose: 'training' })).toMatchObject({
      instances: 2,
    });
    expect(left({ usages: [testUsage({ limit: 48 })] })).toMatchObject({ instances: 2 });
  });
});

describe('our own use', () => {
  const own = [{ family: a100, vCpus: 24, instances: 2 }];

  test('is given back to the family and to the region', () => {
    const usages = [testUsage({ limit: 48, used: 48 }), region(96, 96)];
    expect(left({ usages })).toMatchObject({ instances: 0 });
    expect(left({ usages, own })).toMatchObject({ instances: 2 });
  });

  test('is given back only to the region where it is of another family', () => {
    const usages = [testUsage({ family: familyKey(fsv2), limit: 8, used: 0 }), region(48, 48)];
    expect(left({ usages, family: fsv2, vCpus: 4, own })).toMatchObject({ instances: 1 });
    const full = [testUsage({ family: familyKey(fsv2), limit: 8, used: 8 }), region(48, 48)];
    expect(left({ usages: full, family: fsv2, vCpus: 4, own })).toMatchObject({ instances: 0 });
  });

  test('on several sizes is given back together', () => {
    const usages = [testUsage({ limit: 200, used: 96 }), region(120, 120)];
    const two = [...own, { family: a100, vCpus: 48, instances: 1 }];
    expect(left({ usages, own: two })).toMatchObject({ instances: 4 });
  });

  test('with its reserve never makes more of a limit than there is', () => {
    const one = [{ family: fsv2, vCpus: 4, instances: 1 }];
    for (const used of [4, 8]) {
      const usages = [testUsage({ family: familyKey(fsv2), limit: 8, used })];
      expect(left({ usages, family: fsv2, vCpus: 4, own: one })).toMatchObject({ instances: 1 });
    }
  });

  test('of an endpoint is not given back to a job', () => {
    const usages = [testUsage({ limit: 48, used: 48 })];
    expect(left({ usages, own, purpose: 'training' })).toMatchObject({ instances: 0 });
  });
});

describe('low-priority machines', () => {
  const lowPriority = testUsage({ pool: 'low-priority', limit: null });
  const total = testUsage({ family: null, pool: 'low-priority', limit: 100, used: 24 });
  const dedicated = testUsage({ limit: 0 });

  test('have the region’s limit: that a family has none of its own does not mean without end', () => {
    const usages = [lowPriority, total, dedicated];
    expect(left({ usages, purpose: 'training', spot: true })).toMatchObject({ instances: 3 });
  });

  test('are unknown where only the family’s missing limit is known', () => {
    expect(left({ usages: [lowPriority], purpose: 'training', spot: true })).toMatchObject({
      known: false,
      reason: expect.stringContaining('low-priority') as string,
    });
  });

  test('never carry an endpoint: it needs dedicated quota, whatever was asked for', () => {
    const usages = [lowPriority, total, dedicated];
    expect(left({ usages, purpose: 'serving', spot: true })).toMatchObject({ instances: 0 });
  });
});

describe('nothing is made up', () => {
  test('where Azure does not say what is used', () => {
    const usages = [testUsage({ limit: 24, used: null, label: 'the family' })];
    expect(left({ usages })).toEqual({
      known: false,
      reason: 'Azure does not say how much of "the family" is used',
    });
  });

  test('where it names a family without any limit at all', () => {
    expect(left({ usages: [testUsage({ limit: null })] })).toEqual({
      known: false,
      reason: 'Azure names no limit',
    });
  });
});
