import type { GpuRecord, InstanceRecord } from '../instance-record.ts';

/** One kind of GPU, as EC2 describes it. */
export const gpus = (
  count: number,
  { mib = 40_960, total = mib * count, ...gpu }: GpuRecord & { mib?: number; total?: number } = {},
): NonNullable<InstanceRecord['GpuInfo']> => ({
  Gpus: [
    {
      Name: 'A100',
      Manufacturer: 'NVIDIA',
      Count: count,
      MemoryInfo: { SizeInMiB: mib },
      ...gpu,
    },
  ],
  TotalGpuMemoryInMiB: total,
});

/** An instance without anything special, as EC2 describes it. */
export function testRecord(record: InstanceRecord = {}): InstanceRecord {
  return {
    InstanceType: 'm5.xlarge',
    BareMetal: false,
    ProcessorInfo: { SupportedArchitectures: ['x86_64'] },
    VCpuInfo: { DefaultVCpus: 4 },
    MemoryInfo: { SizeInMiB: 16_384 },
    NetworkInfo: { EfaSupported: false, NetworkPerformance: 'Up to 10 Gigabit' },
    ...record,
  };
}

/** `p4d.24xlarge` as EC2 describes it. */
export const p4dRecord: InstanceRecord = testRecord({
  InstanceType: 'p4d.24xlarge',
  VCpuInfo: { DefaultVCpus: 96 },
  MemoryInfo: { SizeInMiB: 1_179_648 },
  InstanceStorageInfo: { TotalSizeInGB: 8000 },
  NetworkInfo: { EfaSupported: true, NetworkPerformance: '4x 100 Gigabit' },
  GpuInfo: gpus(8),
});
