import { describe, expect, test } from 'vitest';
import { acceleratorKind, acceleratorOf } from './accelerator-of.ts';

const known = [
  'T4',
  'V100-16GB',
  'V100-32GB',
  'A10',
  'A10G',
  'L4',
  'L40S',
  'A100-40GB',
  'A100-80GB',
  'H100-80GB',
  'H100-94GB',
  'H200',
  'B200',
  'B300',
  'RTX-PRO-6000',
];

describe.each(known)('%s', (name) => {
  const kind = acceleratorKind(name);

  test('has less usable memory than its nominal, and at least nine tenths of it', () => {
    for (const mib of kind?.nominalMib ?? []) {
      expect(kind?.usableGib).toBeLessThan(mib / 1024);
      expect(kind?.usableGib).toBeGreaterThan((mib / 1024) * 0.88);
    }
  });

  test('has a bandwidth', () => {
    expect(kind?.memoryBandwidthInGBps).toBeGreaterThanOrEqual(300);
  });
});

test('an A100 of 40 GB leaves less than 40 GiB', () => {
  const { memoryBytes } = acceleratorOf({ kind: 'A100-40GB', count: 8 });
  expect(memoryBytes).toBeLessThan(40 * 2 ** 30);
  expect(memoryBytes).toBeLessThanOrEqual(42_405_855_232);
});

test('devices are made of their kind, their count and their link', () => {
  expect(acceleratorOf({ kind: 'T4', count: 4, link: 'pcie' })).toEqual({
    kind: 'T4',
    count: 4,
    memoryBytes: Math.floor(14.56 * 2 ** 30),
    memoryBandwidthInGBps: 320,
    link: 'pcie',
  });
  expect(acceleratorOf({ kind: 'T4', count: 1 })).not.toHaveProperty('link');
});

test('a kind that nobody described is an error, not a guess', () => {
  expect(acceleratorKind('K80')).toBeUndefined();
  expect(() => acceleratorOf({ kind: 'K80', count: 1 })).toThrow(
    'There is no accelerator kind "K80".',
  );
});
