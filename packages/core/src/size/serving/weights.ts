import type { Model, ModelTensor } from '@torchrelay/torchscript';

import { elementBytes, isFloating } from '../element-bytes.ts';
import { formatCount } from '../format-count.ts';
import { memoryTerm, type MemoryTerm } from '../memory-estimate.ts';

const mib = 2 ** 20;

/** Of PyTorch's caching allocator (c10/cuda/CUDACachingAllocator): where requests are put, by their size. */
const allocator = { smallest: 512, small: mib, smallBlock: 2 * mib, large: 10 * mib } as const;
const largeBlock = 20 * mib;

/** The weights as the file holds them, or converted to another floating type. */
export function weightsTerm({
  model,
  dtype,
  device,
}: {
  readonly model: Model;
  readonly dtype: string | undefined;
  readonly device: 'cuda' | 'cpu';
}): MemoryTerm {
  const storages = storageBytes(model, dtype);
  const exact = storages.reduce((sum, bytes) => sum + bytes, 0);
  const converted = dtype === undefined ? '' : `, floating ones as ${dtype}`;
  return memoryTerm({
    name: 'weights',
    bytes: device === 'cuda' ? allocated(storages) : exact,
    lowBytes: exact,
    formula: `${storages.length} storages of ${formatCount(exact)} bytes${converted}${device === 'cuda' ? ', rounded up as the allocator does' : ''}`,
    source: 'the model file',
    kind: 'computed',
  });
}

/** Bytes of each storage, once each. */
function storageBytes(model: Model, dtype: string | undefined): number[] {
  const byRecord = new Map<string, number>();
  for (const tensor of model.tensors) {
    if (tensor.storage === undefined) continue;
    byRecord.set(tensor.storage.record, tensor.storage.bytes * conversion(tensor, dtype));
  }
  // Models that are described by their totals alone, and sparse tensors, which have no storage of their own.
  return byRecord.size > 0 ? [...byRecord.values()] : [model.totals.storageBytes];
}

function conversion({ dtype: from }: ModelTensor, to: string | undefined): number {
  return to === undefined || !isFloating(from) ? 1 : elementBytes(to) / elementBytes(from);
}

/**
 * Bytes that the allocator takes from the device for these requests: small ones share blocks of 2 MiB, those up to
 * 10 MiB share blocks of 20 MiB, and larger ones are rounded up to 2 MiB.
 */
export function allocated(requests: readonly number[]): number {
  const rounded = requests.map((bytes) => roundUp(bytes, allocator.smallest));
  const sumOf = (fits: (bytes: number) => boolean): number =>
    rounded.filter(fits).reduce((sum, bytes) => sum + bytes, 0);
  const { small, smallBlock, large } = allocator;
  const larger = rounded.filter((bytes) => bytes >= large);
  return (
    roundUp(
      sumOf((bytes) => bytes <= small),
      smallBlock,
    ) +
    roundUp(
      sumOf((bytes) => bytes > small && bytes < large),
      largeBlock,
    ) +
    larger.reduce((sum, bytes) => sum + roundUp(bytes, smallBlock), 0)
  );
}

function roundUp(bytes: number, step: number): number {
  return Math.ceil(bytes / step) * step;
}
