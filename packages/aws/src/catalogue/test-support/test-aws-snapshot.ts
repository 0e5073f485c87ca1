import {
  acceleratorOf,
  type CatalogueRow,
  type CatalogueSnapshot,
} from '@torchrelay/core/catalogue';

const row = (instanceType: string, changes: Partial<CatalogueRow> = {}): CatalogueRow => ({
  instanceType,
  purposes: ['serving', 'training'],
  vCpus: 96,
  memoryBytes: 1152 * 2 ** 30,
  regions: ['us-east-1', 'us-west-2'],
  quotas: {},
  prices: [],
  source: 'ec2',
  ...changes,
});

/** A small catalogue: one type of each sort. */
export const testAwsSnapshot: CatalogueSnapshot = {
  generatedAt: '2026-11-01T12:00:00Z',
  sources: {
    ec2: { kind: 'published', text: 'EC2', asOf: '2026-08-02' },
    list: { kind: 'published', text: 'AWS Price List, SageMaker Hosting', asOf: '2026-10-01' },
    guess: { kind: 'estimate', text: 'EC2, times 1.15', asOf: '2026-10-01' },
  },
  rows: [
    row('ml.p4d.24xlarge', {
      accelerator: acceleratorOf({ kind: 'A100-40GB', count: 8, link: 'nvlink' }),
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
        {
          region: 'us-east-1',
          purpose: 'training',
          market: 'on-demand',
          usdPerHour: 26,
          source: 'guess',
        },
      ],
    }),
    row('ml.m5.xlarge', {
      vCpus: 4,
      memoryBytes: 16 * 2 ** 30,
      regions: ['eu-west-1', 'us-east-1', 'us-west-2'],
    }),
    row('ml.p3dn.24xlarge', {
      purposes: ['training'],
      accelerator: acceleratorOf({ kind: 'V100-32GB', count: 8, link: 'nvlink' }),
    }),
  ],
};
