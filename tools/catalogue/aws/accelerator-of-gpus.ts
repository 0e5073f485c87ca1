import { acceleratorKind, acceleratorOf } from '@torchrelay/core/catalogue';
import type { Accelerator } from '@torchrelay/core/target';
import type { GpuRecord, InstanceRecord } from './instance-record.ts';
import { skip } from './skipped-row.ts';

/**
 * Core's kinds under EC2's names. NVLink is _read_ (the instances' pages): of these, EC2 has only the modules with
 * NVLink, and only the cards without.
 */
const kindsByName: Readonly<Record<string, readonly [kind: string, link: 'nvlink' | 'pcie'][]>> = {
  T4: [['T4', 'pcie']],
  A10G: [['A10G', 'pcie']],
  L4: [['L4', 'pcie']],
  L40S: [['L40S', 'pcie']],
  'RTX PRO Server 6000': [['RTX-PRO-6000', 'pcie']],
  V100: [
    ['V100-16GB', 'nvlink'],
    ['V100-32GB', 'nvlink'],
  ],
  A100: [
    ['A100-40GB', 'nvlink'],
    ['A100-80GB', 'nvlink'],
  ],
  H100: [['H100-80GB', 'nvlink']],
  H200: [['H200', 'nvlink']],
  B200: [['B200', 'nvlink']],
  B300: [['B300', 'nvlink']],
};

/**
 * The accelerators of an instance.
 *
 * @throws SkippedRow for anything that PyTorch cannot use whole, or that core does not know
 * @throws RangeError when EC2's numbers contradict each other
 */
export function acceleratorOfGpus({
  Gpus: gpus = [],
  TotalGpuMemoryInMiB: total,
}: NonNullable<InstanceRecord['GpuInfo']>): Accelerator {
  const [gpu, ...others] = gpus;
  if (gpu === undefined || others.length > 0) throw new RangeError('has not one kind of GPU');
  const { Name: name = '', Manufacturer: maker, Count: count, MemoryInfo: memory } = gpu;
  if (maker !== 'NVIDIA') throw skip(`has GPUs of ${maker}`);
  if (count === undefined) throw new RangeError('has an unknown number of GPUs');
  if (count < 1) throw skip(`has a part of one ${name}`);
  const mib = memory?.SizeInMiB;
  if (mib === undefined || total !== mib * count) {
    throw new RangeError(`has ${count} GPUs of ${mib} MiB, and ${total} MiB together`);
  }
  const [kind, link] = kindOf(gpu, mib);
  return acceleratorOf({ kind, count, ...(count > 1 && { link }) });
}

function kindOf({ Name: name = '' }: GpuRecord, mib: number): readonly [string, 'nvlink' | 'pcie'] {
  const variants = kindsByName[name];
  if (variants === undefined) throw skip(`has GPUs that core does not know: ${name}`);
  const variant = variants.find(([kind]) => acceleratorKind(kind)?.nominalMib.includes(mib));
  if (variant === undefined) throw new RangeError(`has ${name} of ${mib} MiB, which there is not`);
  return variant;
}
