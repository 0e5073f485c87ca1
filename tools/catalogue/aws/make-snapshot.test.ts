import { catalogueProblems } from '@torchrelay/core/catalogue';
import { describe, expect, test } from 'vitest';
import { regionPattern } from '../../../packages/aws/src/catalogue/regions.ts';
import type { InstanceRecord } from './instance-record.ts';
import { makeSnapshot, type MadeSnapshot, type SnapshotInputs } from './make-snapshot.ts';
import type { PriceSource } from './price-source.ts';
import { gpus, p4dRecord, testRecord } from './test-support/test-record.ts';

const prices: readonly PriceSource[] = [
  {
    key: 'list',
    kind: 'published',
    text: 'AWS Price List, SageMaker Hosting',
    asOf: '2026-09-01',
    region: 'us-east-1',
    purposes: ['serving'],
    usdPerHour: { 'ml.p4d.24xlarge': 25, 'ml.z9.large': 1 },
  },
  {
    key: 'unused',
    kind: 'published',
    text: 'a list of another region',
    asOf: '2026-09-01',
    region: 'eu-west-1',
    purposes: ['serving'],
    usdPerHour: { 'ml.p4d.24xlarge': 25 },
  },
];

const made = (
  instances: readonly InstanceRecord[],
  changes: Partial<SnapshotInputs> = {},
): MadeSnapshot =>
  makeSnapshot({
    generatedAt: '2026-11-01T00:00:00Z',
    instances,
    offerings: instances.map(({ InstanceType: type = '' }) => ({
      InstanceType: type,
      Location: 'us-east-1',
    })),
    ec2Source: { kind: 'published', text: 'EC2 DescribeInstanceTypes', asOf: '2026-10-01' },
    sagemaker: {
      serving: new Set(instances.map(({ InstanceType: type }) => `ml.${type}`)),
      training: new Set(instances.includes(p4dRecord) ? ['ml.p4d.24xlarge'] : []),
    },
    prices,
    quotaCodes: { 'ml.p4d.24xlarge for endpoint usage': 'L-09F79647' },
    ...changes,
  });

const m5 = testRecord();

test('a row joins what EC2, SageMaker, the price list and Service Quotas say', () => {
  const { snapshot, leftOut } = made([p4dRecord]);
  expect(leftOut).toEqual([]);
  expect(snapshot.rows).toEqual([
    {
      instanceType: 'ml.p4d.24xlarge',
      purposes: ['serving', 'training'],
      regions: ['us-east-1'],
      accelerator: expect.objectContaining({ kind: 'A100-40GB', count: 8 }),
      vCpus: 96,
      memoryBytes: 1152 * 2 ** 30,
      localStorageBytes: 8e12,
      interconnectInGbps: 400,
      quotas: { serving: { name: 'ml.p4d.24xlarge for endpoint usage', code: 'L-09F79647' } },
      prices: [
        {
          region: 'us-east-1',
          purpose: 'serving',
          market: 'on-demand',
          usdPerHour: 25,
          source: 'list',
        },
      ],
      source: 'ec2',
    },
  ]);
});

test('sources are those that are cited, and the gate has nothing to say', () => {
  const { snapshot } = made([p4dRecord, m5]);
  expect(Object.keys(snapshot.sources)).toEqual(['ec2', 'list']);
  expect(catalogueProblems(snapshot, { region: regionPattern })).toEqual([]);
});

test('rows are sorted, and their order in the inputs does not matter', () => {
  expect(made([p4dRecord, m5])).toEqual(made([m5, p4dRecord]));
});

describe('left out is', () => {
  test.each<[string, InstanceRecord, string]>([
    ['what has a part of a GPU', gpuRecord('g6f.large', 0), 'ml.g6f.large has a part of one A100'],
    [
      'Arm',
      { InstanceType: 'm7g.large', ProcessorInfo: {} },
      'ml.m7g.large is not x86-64, as the serving image is',
    ],
    [
      'an uncommon family',
      testRecord({ InstanceType: 'c5d.large' }),
      'ml.c5d.large has no GPU, and is of no common family',
    ],
  ])('%s, with the reason', (_, record, reason) => {
    const { snapshot, leftOut } = made([m5, record]);
    expect(snapshot.rows.map(({ instanceType }) => instanceType)).toEqual(['ml.m5.xlarge']);
    expect(leftOut).toEqual([reason]);
  });

  test('what SageMaker names and EC2 does not have', () => {
    const sagemaker = { serving: new Set(['ml.p3.2xlarge']), training: new Set<string>() };
    expect(made([m5], { sagemaker }).leftOut).toEqual(['ml.p3.2xlarge is not in EC2']);
  });
});

test('what EC2 has and SageMaker does not name is no row', () => {
  const sagemaker = { serving: new Set(['ml.m5.xlarge']), training: new Set<string>() };
  const { snapshot } = made([m5, p4dRecord], { sagemaker });
  expect(snapshot.rows.map(({ instanceType }) => instanceType)).toEqual(['ml.m5.xlarge']);
});

test('numbers that cannot be true stop everything, with the type', () => {
  const broken = { ...p4dRecord, GpuInfo: gpus(8, { mib: 81_920, total: 610_352 }) };
  expect(() => made([broken])).toThrow(
    'ml.p4d.24xlarge has 8 GPUs of 81920 MiB, and 610352 MiB together',
  );
});

test('a count that none comes in reaches the gate, and is refused there', () => {
  const { snapshot } = made([{ ...p4dRecord, GpuInfo: gpus(12) }]);
  expect(catalogueProblems(snapshot, { region: regionPattern })).toEqual([
    'ml.p4d.24xlarge has 12 × A100-40GB, a count that none comes in',
  ]);
});

function gpuRecord(type: string, count: number): InstanceRecord {
  return testRecord({ InstanceType: type, GpuInfo: gpus(count, { total: 40_960 }) });
}
