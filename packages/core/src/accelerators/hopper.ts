import type { AcceleratorKind } from './accelerator-kind.ts';

const hopper = {
  architecture: 'Hopper',
  computeCapability: '9.0',
  confidence: 'high',
  sources: [
    'NVIDIA, H100 and H200 product pages',
    'stas00/ml-engineering, compute/accelerator (2026-08-22)',
  ],
} as const;

const sxm = {
  ...hopper,
  peakTflops: { bf16: 989, fp16: 989, tf32: 494.5, fp32: 67 },
  nvlinkInGBps: 900,
} as const;

export const hoppers: readonly AcceleratorKind[] = [
  {
    ...sxm,
    kind: 'H100-80GB',
    nominalMib: [81_920],
    usableGib: 79.1,
    memoryBandwidthInGBps: 3350,
  },
  {
    ...hopper,
    kind: 'H100-80GB-PCIe',
    nominalMib: [81_920],
    usableGib: 79.1,
    memoryBandwidthInGBps: 2000,
    peakTflops: { bf16: 756, fp16: 756, tf32: 378, fp32: 51 },
    nvlinkInGBps: 600,
  },
  {
    ...hopper,
    kind: 'H100-94GB',
    nominalMib: [96_256],
    usableGib: 93.02,
    memoryBandwidthInGBps: 3900,
    peakTflops: { bf16: 835, fp16: 835, tf32: 417, fp32: 60 },
    nvlinkInGBps: 600,
    confidence: 'medium',
    sources: ['NVIDIA, H100 NVL product page: 1671 sparse', 'allenai/OLMo-core, speed monitor'],
  },
  {
    ...sxm,
    kind: 'H200',
    nominalMib: [144_384],
    usableGib: 139.72,
    memoryBandwidthInGBps: 4800,
  },
];
