import type { AcceleratorKind } from './accelerator-kind.ts';

const v100 = {
  architecture: 'Volta',
  computeCapability: '7.0',
  memoryBandwidthInGBps: 900,
  peakTflops: { bf16: 'none', fp16: 125, tf32: 'none', fp32: 15.7 },
  nvlinkInGBps: 300,
  confidence: 'medium',
  sources: ['NVIDIA, Tesla V100 data sheet (SXM2)'],
} as const;

export const voltaAndTuring: readonly AcceleratorKind[] = [
  { ...v100, kind: 'V100-16GB', nominalMib: [16_384], usableGib: 15.77 },
  { ...v100, kind: 'V100-32GB', nominalMib: [32_768], usableGib: 31.73 },
  {
    kind: 'T4',
    architecture: 'Turing',
    computeCapability: '7.5',
    nominalMib: [16_384],
    usableGib: 14.56,
    memoryBandwidthInGBps: 320,
    peakTflops: { bf16: 'none', fp16: 65, tf32: 'none', fp32: 8.1 },
    nvlinkInGBps: 'none',
    confidence: 'medium',
    sources: ['NVIDIA, T4 data sheet'],
  },
];
