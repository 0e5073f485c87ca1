import type { Model } from '@torchrelay/torchscript';

import { memoryTerm, type MemoryTerm } from '../memory-estimate.ts';

const recurrentWeight = /weight_(?:ih|hh)_l\d+/;

/** A copy of recurrent layers' weights in one piece, which cuDNN and oneDNN make for a run. */
export function recurrentWeightsTerm(model: Model): MemoryTerm {
  const bytes = model.tensors
    .filter(({ name }) => recurrentWeight.test(name))
    .reduce((sum, tensor) => sum + tensor.bytes, 0);
  return memoryTerm({
    name: 'packed recurrent weights',
    bytes,
    lowBytes: bytes / 2,
    formula: 'a copy of the recurrent layers’ weights in one piece',
    source: 'PyTorch warns that it packs weights at every call; held against a real run on a CPU',
    kind: 'rule of thumb',
  });
}
