import { expect, it } from 'vitest';
import type { ModelTensor } from '../model/tensor.ts';
import { totalsOf } from './totals.ts';

function tensor(changes: Partial<ModelTensor>): ModelTensor {
  return {
    name: 'w',
    role: 'parameter',
    dtype: 'float32',
    shape: [10],
    strides: [1],
    storageOffset: 0,
    elements: 10,
    bytes: 40,
    device: 'cpu',
    requiresGrad: false,
    layout: 'strided',
    storage: { record: 'data/0', bytes: 40, fileOffset: 64 },
    sharesStorageWith: undefined,
    sameAs: undefined,
    isView: false,
    ...changes,
  };
}

const storage = { record: 'data/1', bytes: 100, fileOffset: 128 };
const totals = totalsOf(
  [
    tensor({}),
    tensor({ name: 'tied', sameAs: 'w', sharesStorageWith: 'w' }),
    tensor({ name: 'mean', role: 'buffer', dtype: 'int64', bytes: 80, storage }),
    tensor({
      name: 'view',
      role: 'attribute',
      elements: 5,
      bytes: 20,
      storage,
      sharesStorageWith: 'mean',
    }),
    tensor({
      name: 'CONSTANTS.c0',
      role: 'constant',
      elements: 1,
      bytes: 4,
      storage: { ...storage, record: 'constants/0' },
    }),
  ],
  1234,
);

it('counts a tensor once, however many names it has', () => {
  expect(totals.parameters).toEqual({ tensors: 1, elements: 10, bytes: 40 });
});

it('keeps buffers and everything else apart', () => {
  expect(totals.buffers).toEqual({ tensors: 1, elements: 10, bytes: 80 });
  expect(totals.others).toEqual({ tensors: 2, elements: 6, bytes: 24 });
});

it('adds up by element type', () => {
  expect(totals.byDtype).toEqual({
    float32: { tensors: 3, elements: 16, bytes: 64 },
    int64: { tensors: 1, elements: 10, bytes: 80 },
  });
});

it('counts a storage once, however many tensors show it', () => {
  expect(totals.storageBytes).toBe(40 + 100 + 100);
  expect(totals.fileBytes).toBe(1234);
});
