import { describe, expect, test } from 'vitest';
import type { MlSize, ResourceSku } from '@torchrelay/azure/catalogue';

import { gpuSizes } from './gpu-sizes.ts';
import { computeDifferences, learningDifferences } from './sku-differences.ts';

const sku = (changes: Partial<ResourceSku> = {}): ResourceSku => ({
  name: 'Standard_NC24ads_A100_v4',
  family: 'StandardNCADSA100v4Family',
  region: 'eastus',
  zones: [],
  vCpus: 24,
  memoryGib: 220,
  gpus: 1,
  hasRdma: false,
  ...changes,
});

const h100 = {
  name: 'Standard_ND96isr_H100_v5',
  family: 'standardNDSH100v5Family',
  vCpus: 96,
  memoryGib: 1900,
  gpus: 8,
  hasRdma: true,
};

const compute = (changes: Partial<ResourceSku>): string[] =>
  computeDifferences(gpuSizes, [sku(changes)], '2026-11-01');

describe('Azure Compute', () => {
  test('says the same, under other names of families', () => {
    expect(compute({})).toEqual([]);
    expect(compute(h100)).toEqual([]);
  });

  test('may say nothing: that is no difference', () => {
    const { vCpus: _, memoryGib: __, gpus: ___, ...silent } = sku();
    expect(computeDifferences(gpuSizes, [silent], '2026-11-01')).toEqual([]);
  });

  test.each([
    [{ ...h100, gpus: 12 }],
    [
      {
        name: 'Standard_ND96amsr_A100_v4',
        family: 'standardNDAMSv4_A100Family',
        vCpus: 96,
        memoryGib: 1800,
        gpus: 8,
        hasRdma: true,
      },
    ],
  ])('is known to be wrong here: %o', (said) => {
    expect(compute(said)).toEqual([]);
  });

  test.each([
    [{ gpus: 12 }, 'has 1 GPUs; Azure Compute says 12'],
    [{ ...h100, gpus: 11 }, 'has 8 GPUs; Azure Compute says 11'],
    [{ memoryGib: 230 }, 'has 220 GiB of memory; Azure Compute says 230'],
    [{ vCpus: 12 }, 'has 24 vCPUs; Azure Compute says 12'],
    [{ hasRdma: true }, 'has no InfiniBand; Azure Compute says it has'],
    [{ family: 'standardOtherFamily' }, 'Azure Compute says standardOtherFamily'],
    [{ retiresOn: '2026-10-31' }, 'was retired on 2026-10-31'],
  ])('is not believed when it says something new: %o', (said, difference) => {
    expect(compute(said)).toEqual([expect.stringContaining(difference)]);
  });

  test('may announce an end that has not come', () => {
    expect(compute({ retiresOn: '2027-01-01' })).toEqual([]);
  });

  test('brings new sizes with GPUs to attention, also those that it does not count GPUs for', () => {
    expect(compute({ name: 'Standard_ND72_R100_v7' })).toEqual([
      'Standard_ND72_R100_v7 in eastus has GPUs, and nobody has decided about it',
    ]);
    const { gpus: _, ...silent } = sku({ name: 'Standard_ND72_R100_v7' });
    expect(computeDifferences(gpuSizes, [silent], '2026-11-01')).toHaveLength(1);
    expect(compute({ name: 'Standard_ND96is_MI300X_v5' })).toEqual([]);
    expect(compute({ name: 'Standard_NX9_v1', retiresOn: '2020-01-01' })).toEqual([]);
  });

  test('has many sizes that are of no interest', () => {
    const { gpus: _, ...plain } = sku({ name: 'Standard_B2ms' });
    expect(computeDifferences(gpuSizes, [plain], '2026-11-01')).toEqual([]);
  });
});

describe('Azure Machine Learning', () => {
  const size: MlSize = {
    name: 'STANDARD_NV36ADS_A10_V5',
    family: 'standardNVADSA10v5Family',
    vCpus: 36,
    serves: true,
    trains: false,
  };
  const learning = (changes: Partial<MlSize>): string[] =>
    learningDifferences(gpuSizes, [{ ...size, ...changes }], 'eastus');

  test('says the same, in other capitals', () => {
    expect(learning({})).toEqual([]);
  });

  test('may have fewer sizes: not all are everywhere', () => {
    expect(learningDifferences(gpuSizes, [], 'eastus')).toEqual([]);
  });

  test('may not say what a size is for', () => {
    const { serves: _, trains: __, ...silent } = size;
    expect(learningDifferences(gpuSizes, [silent], 'eastus')).toEqual([]);
  });

  test.each([
    [{ vCpus: 18 }, 'has 36 vCPUs; Azure Machine Learning says 18'],
    [{ family: 'standardOther' }, 'Azure Machine Learning says standardOther'],
    [{ serves: false }, 'is not for serving, says Azure Machine Learning'],
    [{ trains: true }, 'is for training, says Azure Machine Learning'],
  ])('that says something else is shown: %o', (said, difference) => {
    expect(learning(said)).toEqual([expect.stringContaining(difference)]);
  });
});
