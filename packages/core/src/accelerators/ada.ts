import type { AcceleratorKind } from './accelerator-kind.ts';

const ada = {
  architecture: 'Ada',
  computeCapability: '8.9',
  nvlinkInGBps: 'none',
  confidence: 'medium',
} as const;

const accumulation = 'allenai/OLMo-core, speed monitor: half of it with accumulation in float32';

export const adaLovelace: readonly AcceleratorKind[] = [
  {
    ...ada,
    kind: 'L4',
    nominalMib: [22_888],
    usableGib: 21.96,
    memoryBandwidthInGBps: 300,
    peakTflops: { bf16: 60.5, fp16: 60.5, tf32: undefined, fp32: 30.3 },
    sources: ['NVIDIA, L4 product page: 121 dense', accumulation],
  },
  {
    ...ada,
    kind: 'L40S',
    nominalMib: [45_776],
    usableGib: 44.34,
    memoryBandwidthInGBps: 864,
    peakTflops: { bf16: 183, fp16: 183, tf32: undefined, fp32: 91.6 },
    sources: ['NVIDIA, L40S product page: 362 dense', accumulation],
  },
];
