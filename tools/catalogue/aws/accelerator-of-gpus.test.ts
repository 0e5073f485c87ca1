import { describe, expect, test } from 'vitest';
import { acceleratorOfGpus } from './accelerator-of-gpus.ts';
import { SkippedRow } from './skipped-row.ts';
import { gpus } from './test-support/test-record.ts';

describe('the kind of a GPU', () => {
  test.each([
    ['T4', 16_384, 'T4', 'pcie'],
    ['A10G', 22_888, 'A10G', 'pcie'],
    ['L4', 22_888, 'L4', 'pcie'],
    ['L40S', 45_776, 'L40S', 'pcie'],
    ['RTX PRO Server 6000', 98_304, 'RTX-PRO-6000', 'pcie'],
    ['V100', 16_384, 'V100-16GB', 'nvlink'],
    ['V100', 32_768, 'V100-32GB', 'nvlink'],
    ['A100', 40_960, 'A100-40GB', 'nvlink'],
    ['A100', 81_920, 'A100-80GB', 'nvlink'],
    ['H100', 81_920, 'H100-80GB', 'nvlink'],
    ['H200', 144_384, 'H200', 'nvlink'],
    ['B200', 183_359, 'B200', 'nvlink'],
    ['B300', 275_040, 'B300', 'nvlink'],
  ])('%s of %d MiB is %s, and several talk over %s', (name, mib, kind, link) => {
    expect(acceleratorOfGpus(gpus(8, { Name: name, mib }))).toMatchObject({ kind, link, count: 8 });
  });

  test('says what is usable, less than what EC2 says', () => {
    const { memoryBytes } = acceleratorOfGpus(gpus(8, { mib: 81_920 }));
    expect(memoryBytes).toBeLessThan(81_920 * 2 ** 20);
  });

  test('of one alone says nothing of a link', () => {
    expect(acceleratorOfGpus(gpus(1))).not.toHaveProperty('link');
  });
});

describe('left out', () => {
  test.each([
    [
      'a part of a GPU (g6f)',
      gpus(0, { Name: 'L4', mib: 2861, total: 2861 }),
      'has a part of one L4',
    ],
    ['another maker', gpus(4, { Manufacturer: 'AMD', Name: 'V520' }), 'has GPUs of AMD'],
    [
      'a GPU that core does not know',
      gpus(1, { Name: 'K80' }),
      'has GPUs that core does not know: K80',
    ],
  ])('is %s', (_, record, message) => {
    const read = (): unknown => acceleratorOfGpus(record);
    expect(read).toThrow(SkippedRow);
    expect(read).toThrow(message);
  });
});

describe('a mistake of the API', () => {
  const [gpu] = gpus(8).Gpus ?? [];
  const { Count: _, ...withoutCount } = gpu ?? {};

  test.each([
    ['a missing count', { Gpus: [withoutCount], TotalGpuMemoryInMiB: 327_680 }, 'unknown number'],
    [
      'decimal megabytes in the sum',
      gpus(8, { mib: 81_920, total: 610_352 }),
      '610352 MiB together',
    ],
    ['no sum', { Gpus: gpus(8).Gpus ?? [] }, 'undefined MiB together'],
    ['no memory', { Gpus: [{ ...gpu, MemoryInfo: {} }], TotalGpuMemoryInMiB: 0 }, 'undefined MiB'],
    ['an A100 of 24 GB', gpus(8, { mib: 24_576 }), 'A100 of 24576 MiB, which there is not'],
    ['decimal gigabytes of memory', gpus(8, { mib: 38_147 }), 'which there is not'],
    ['two kinds', { Gpus: [gpu ?? {}, gpu ?? {}] }, 'not one kind'],
    ['no kind', { Gpus: [] }, 'not one kind'],
  ])('is %s, and stops everything', (_name, record, message) => {
    const read = (): unknown => acceleratorOfGpus(record);
    expect(read).toThrow(RangeError);
    expect(read).toThrow(message);
  });
});
