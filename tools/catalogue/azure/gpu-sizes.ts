import type { Size } from './size.ts';

const both = ['serving', 'training'] as const;

const ncA100 = {
  purposes: both,
  family: 'standardNCADSA100v4Family',
  source: 'nca100v4',
} as const;

const t4 = {
  purposes: both,
  family: 'standard NCASv3_T4 Family',
  source: 'ncast4v3',
} as const;

/** Jobs cannot be created on A10s, though they are listed. */
const a10 = {
  purposes: ['serving'],
  family: 'standardNVADSA10v5Family',
  source: 'nvadsa10v5',
} as const;

const ncH100 = {
  purposes: both,
  family: 'standardNCADSH100v5Family',
  source: 'ncadsh100v5',
} as const;

/** Nodes of the ND series have a 200 or 400 Gb/s InfiniBand port for each GPU. The NC and NV series have none. */
const ndSizes: readonly Size[] = [
  {
    name: 'Standard_ND96asr_v4',
    purposes: both,
    accelerator: { kind: 'A100-40GB', count: 8, link: 'nvlink' },
    vCpus: 96,
    memoryGib: 900,
    localStorageGib: 6000,
    interconnectInGbps: 1600,
    family: 'standard NDASv4_A100 Family',
    source: 'nda100v4',
  },
  {
    name: 'Standard_ND96amsr_A100_v4',
    purposes: both,
    accelerator: { kind: 'A100-80GB', count: 8, link: 'nvlink' },
    vCpus: 96,
    memoryGib: 1900,
    localStorageGib: 6400,
    interconnectInGbps: 1600,
    family: 'standard NDAMSv4_A100Family',
    source: 'ndma100v4',
  },
  {
    name: 'Standard_ND96isr_H100_v5',
    purposes: both,
    accelerator: { kind: 'H100-80GB', count: 8, link: 'nvlink' },
    vCpus: 96,
    memoryGib: 1900,
    localStorageGib: 28 * 1024,
    interconnectInGbps: 3200,
    family: 'standardNDv5H100Family',
    source: 'ndh100v5',
  },
  {
    name: 'Standard_ND96isr_H200_v5',
    // Not among the sizes for managed online endpoints.
    purposes: ['training'],
    accelerator: { kind: 'H200', count: 8, link: 'nvlink' },
    vCpus: 96,
    memoryGib: 1850,
    localStorageGib: 28 * 1024,
    interconnectInGbps: 3200,
    family: 'standardNDISRH200V5Family',
    source: 'ndh200v5',
  },
  {
    name: 'Standard_ND40rs_v2',
    purposes: both,
    accelerator: { kind: 'V100-32GB', count: 8, link: 'nvlink' },
    vCpus: 40,
    memoryGib: 672,
    localStorageGib: 2948,
    interconnectInGbps: 100,
    family: 'standardNDSv2Family',
    source: 'ndv2',
  },
];

const ncA100Sizes: readonly Size[] = [1, 2, 4].map((count) => ({
  ...ncA100,
  name: `Standard_NC${24 * count}ads_A100_v4`,
  accelerator: { kind: 'A100-80GB-PCIe', count, ...(count > 1 && { link: 'pcie' as const }) },
  vCpus: 24 * count,
  memoryGib: 220 * count,
  localStorageGib: 960 * count,
}));

const ncH100Sizes: readonly Size[] = [1, 2].map((count) => ({
  ...ncH100,
  name: count === 1 ? 'Standard_NC40ads_H100_v5' : 'Standard_NC80adis_H100_v5',
  accelerator: { kind: 'H100-94GB', count },
  vCpus: 40 * count,
  memoryGib: 320 * count,
  localStorageGib: 3576 * count,
}));

const t4Sizes: readonly Size[] = (
  [
    [4, 1, 28, 176],
    [8, 1, 56, 352],
    [16, 1, 110, 352],
    [64, 4, 440, 2816],
  ] as const
).map(([vCpus, count, memoryGib, localStorageGib]) => ({
  ...t4,
  name: `Standard_NC${vCpus}as_T4_v3`,
  accelerator: { kind: 'T4', count, ...(count > 1 && { link: 'pcie' as const }) },
  vCpus,
  memoryGib,
  localStorageGib,
}));

const a10Sizes: readonly Size[] = (
  [
    ['NV36ads', 36, 1, 440, 1440],
    ['NV36adms', 36, 1, 880, 2880],
    ['NV72ads', 72, 2, 880, 2880],
  ] as const
).map(([size, vCpus, count, memoryGib, localStorageGib]) => ({
  ...a10,
  name: `Standard_${size}_A10_v5`,
  accelerator: { kind: 'A10', count, ...(count > 1 && { link: 'pcie' as const }) },
  vCpus,
  memoryGib,
  localStorageGib,
}));

export const gpuSizes: readonly Size[] = [
  ...ncA100Sizes,
  ...ndSizes,
  ...ncH100Sizes,
  ...t4Sizes,
  ...a10Sizes,
];
