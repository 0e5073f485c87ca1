import { acceleratorOf, type CatalogueRow } from '@torchrelay/core/catalogue';
import { expect, test } from 'vitest';
import { awsSnapshot } from '../../../packages/aws/src/catalogue/snapshot.ts';
import { sentinelProblems } from './sentinels.ts';

const { rows } = await awsSnapshot();

const changed = (type: string, changes: Partial<CatalogueRow>): string[] =>
  sentinelProblems({
    rows: rows.map((row) => (row.instanceType === type ? { ...row, ...changes } : row)),
  });

test('what ships holds what everybody knows', () => {
  expect(sentinelProblems({ rows })).toEqual([]);
});

test('a p4de of 40 GB is found', () => {
  const accelerator = acceleratorOf({ kind: 'A100-40GB', count: 8, link: 'nvlink' });
  expect(changed('ml.p4de.24xlarge', { accelerator })).toEqual([
    'ml.p4de.24xlarge has kind A100-40GB, and should have A100-80GB',
  ]);
});

test('a wrong count, network or number of vCPUs is found', () => {
  const accelerator = acceleratorOf({ kind: 'A100-40GB', count: 4, link: 'nvlink' });
  expect(changed('ml.p4d.24xlarge', { accelerator, interconnectInGbps: 100, vCpus: 48 })).toEqual([
    'ml.p4d.24xlarge has count 4, and should have 8',
    'ml.p4d.24xlarge has gbps 100, and should have 400',
    'ml.p4d.24xlarge has vCpus 48, and should have 96',
  ]);
});

test('a GPU where there is none is found', () => {
  const accelerator = acceleratorOf({ kind: 'T4', count: 1 });
  expect(changed('ml.m5.xlarge', { accelerator })).toContain(
    'ml.m5.xlarge has kind T4, and should have undefined',
  );
});

test('a type that is gone is found', () => {
  const others = rows.filter(({ instanceType }) => instanceType !== 'ml.p4d.24xlarge');
  expect(sentinelProblems({ rows: others })).toEqual(['ml.p4d.24xlarge is missing']);
});
