import type { AcceleratorKind } from './accelerator-kind.ts';

const a100 = {
  architecture: 'Ampere',
  computeCapability: '8.0',
  peakTflops: { bf16: 312, fp16: 312, tf32: 156, fp32: 19.5 },
  nvlinkInGBps: 600,
  confidence: 'high',
  sources: ['NVIDIA, A100 data sheet', 'stas00/ml-engineering, compute/accelerator (2026-08-22)'],
} as const;

const a10 = {
  architecture: 'Ampere',
  computeCapability: '8.6',
  memoryBandwidthInGBps: 600,
  nvlinkInGBps: 'none',
} as const;

export const ampere: readonly AcceleratorKind[] = [
  {
    ...a10,
    kind: 'A10',
    nominalMib: [24_576],
    usableGib: 21.96,
    peakTflops: { bf16: 62.5, fp16: 62.5, tf32: undefined, fp32: 31.2 },
    confidence: 'low',
    sources: ['NVIDIA, A10 data sheet: 125 in 16 bits, accumulated in float16, here halved'],
  },
  {
    ...a10,
    kind: 'A10G',
    nominalMib: [22_888, 24_576],
    usableGib: 21.96,
    peakTflops: { bf16: 70, fp16: 70, tf32: undefined, fp32: 35 },
    confidence: 'medium',
    sources: [
      'AWS, A10G data sheet: 70 dense',
      'allenai/OLMo-core, speed monitor: 80 SMs at 1.71 GHz',
    ],
  },
  {
    ...a100,
    kind: 'A100-40GB',
    nominalMib: [40_960],
    usableGib: 39.38,
    memoryBandwidthInGBps: 1555,
  },
  {
    ...a100,
    kind: 'A100-80GB',
    nominalMib: [81_920],
    usableGib: 79.14,
    memoryBandwidthInGBps: 2039,
  },
  {
    ...a100,
    kind: 'A100-80GB-PCIe',
    nominalMib: [81_920],
    usableGib: 79.14,
    memoryBandwidthInGBps: 1935,
    sources: [...a100.sources, 'its NVLink is a bridge between two cards, where one is fitted'],
  },
];
