import type { Dtype, ModelTensor } from '../model/tensor.ts';
import type { ModelTotals, TensorSum } from '../model/totals.ts';

/** Adds up tensors and storages, each once. */
export function totalsOf(tensors: readonly ModelTensor[], fileBytes: number): ModelTotals {
  const distinct = tensors.filter(({ sameAs }) => sameAs === undefined);
  return {
    parameters: sum(distinct.filter(({ role }) => role === 'parameter')),
    buffers: sum(distinct.filter(({ role }) => role === 'buffer')),
    others: sum(distinct.filter(({ role }) => role === 'attribute' || role === 'constant')),
    byDtype: sumByDtype(distinct),
    storageBytes: storageBytes(distinct),
    fileBytes,
  };
}

function sum(tensors: readonly ModelTensor[]): TensorSum {
  return {
    tensors: tensors.length,
    elements: tensors.reduce((total, { elements }) => total + elements, 0),
    bytes: tensors.reduce((total, { bytes }) => total + bytes, 0),
  };
}

function sumByDtype(tensors: readonly ModelTensor[]): Partial<Record<Dtype, TensorSum>> {
  const groups = Object.entries(Object.groupBy(tensors, ({ dtype }) => dtype));
  return Object.fromEntries(groups.map(([dtype, group]) => [dtype, sum(group)]));
}

function storageBytes(tensors: readonly ModelTensor[]): number {
  const byRecord = new Map(
    tensors.flatMap(({ storage }) =>
      storage === undefined ? [] : [[storage.record, storage.bytes] as const],
    ),
  );
  return [...byRecord.values()].reduce((total, bytes) => total + bytes, 0);
}
