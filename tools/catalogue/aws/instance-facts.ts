import type { CatalogueRow } from '@torchrelay/core/catalogue';
import { acceleratorOfGpus } from './accelerator-of-gpus.ts';
import type { InstanceRecord } from './instance-record.ts';
import { skip } from './skipped-row.ts';

/** What EC2 says of one instance type. */
export type InstanceFacts = Pick<
  CatalogueRow,
  'accelerator' | 'vCpus' | 'memoryBytes' | 'localStorageBytes' | 'interconnectInGbps'
>;

/**
 * Reads one element of DescribeInstanceTypes.
 *
 * @throws SkippedRow for what cannot serve TorchScript
 * @throws RangeError when its numbers cannot be true
 */
export function instanceFacts(record: InstanceRecord): InstanceFacts {
  const { ProcessorInfo, NeuronInfo, InferenceAcceleratorInfo, FpgaInfo, MediaAcceleratorInfo } =
    record;
  if (record.BareMetal === true) throw skip('is bare metal');
  if (ProcessorInfo?.SupportedArchitectures?.includes('x86_64') !== true) {
    throw skip('is not x86-64, as the serving image is');
  }
  const others = [NeuronInfo, InferenceAcceleratorInfo, FpgaInfo, MediaAcceleratorInfo];
  if (others.some((info) => info !== undefined && info !== null)) {
    throw skip('has accelerators for which TorchScript is not made');
  }
  const { InstanceStorageInfo: storage, GpuInfo: gpus } = record;
  const gbps = interconnectOf(record);
  return {
    ...(gpus && { accelerator: acceleratorOfGpus(gpus) }),
    vCpus: record.VCpuInfo?.DefaultVCpus ?? Number.NaN,
    memoryBytes: (record.MemoryInfo?.SizeInMiB ?? Number.NaN) * 2 ** 20,
    ...(storage?.TotalSizeInGB && { localStorageBytes: storage.TotalSizeInGB * 1e9 }),
    ...(gbps !== undefined && { interconnectInGbps: gbps }),
  };
}

/**
 * `3200 Gigabit`, `4x 100 Gigabit`. The sum over the network cards would be another number for some types (g6e, p6), and
 * the pages of EC2 agree with this one. `Up to 25 Gigabit` promises nothing.
 */
function interconnectOf({ NetworkInfo: network }: InstanceRecord): number | undefined {
  if (network?.EfaSupported !== true) return undefined;
  const performance = network.NetworkPerformance ?? '';
  const { cards = '1', gbps } =
    /^(?:(?<cards>\d+)x )?(?<gbps>\d+) Gigabit$/.exec(performance)?.groups ?? {};
  return gbps === undefined ? undefined : Number(cards) * Number(gbps);
}
