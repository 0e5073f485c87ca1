import type { AcceleratorKind } from './accelerator-kind.ts';

const hgx = {
  architecture: 'Blackwell',
  memoryBandwidthInGBps: 8000,
  peakTflops: { bf16: 2250, fp16: 2250, tf32: 1125, fp32: 80 },
  nvlinkInGBps: 1800,
  confidence: 'medium',
  sources: [
    'NVIDIA, HGX product page; some configurations have 7.7 TB/s',
    'stas00/ml-engineering, compute/accelerator (2026-08-22)',
  ],
} as const;

export const blackwell: readonly AcceleratorKind[] = [
  { ...hgx, kind: 'B200', computeCapability: '10.0', nominalMib: [183_359], usableGib: 178.35 },
  { ...hgx, kind: 'B300', computeCapability: '10.3', nominalMib: [275_040], usableGib: 267.69 },
  {
    kind: 'RTX-PRO-6000',
    architecture: 'Blackwell',
    computeCapability: '12.0',
    nominalMib: [98_304],
    usableGib: 94.97,
    memoryBandwidthInGBps: 1597,
    peakTflops: { bf16: undefined, fp16: undefined, tf32: undefined, fp32: 120 },
    nvlinkInGBps: 'none',
    confidence: 'medium',
    sources: [
      'NVIDIA, RTX PRO 6000 Blackwell Server Edition data sheet, which gives no dense rate in 16 bits',
    ],
  },
];
