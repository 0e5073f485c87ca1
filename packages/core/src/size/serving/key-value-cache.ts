import { memoryTerm, type MemoryTerm } from '../memory-estimate.ts';
import type { DecoderShape } from './decoder-shape.ts';
import type { SizedInput } from './input-sizes.ts';

export interface CacheRequest {
  readonly decoder: DecoderShape;
  /** Whether the user described the decoder, or the names of its weights did. */
  readonly isDeclared: boolean;
  readonly inputs: readonly SizedInput[];
  readonly batchSize: number;
  /** Tokens that are kept for each row. */
  readonly contextLength: number;
  readonly elementBytes: number;
}

/** Keys and values of all layers, for every token that is kept. */
export function keyValueCacheTerm({
  decoder: { layers, keyValueHeads, headSize },
  isDeclared,
  inputs,
  batchSize,
  contextLength,
  elementBytes,
}: CacheRequest): MemoryTerm {
  // A model that is given its cache hands a longer one back, and makes it while the given one still lives.
  const takesCache = inputs.some(({ isFloating, shape }) => isFloating && shape.length >= 4);
  const kept = 2 * layers * keyValueHeads * headSize * contextLength * batchSize * elementBytes;
  const copies = takesCache ? 2 : 1;
  return memoryTerm({
    name: 'keys and values',
    bytes: copies * kept,
    lowBytes: takesCache ? kept : 0,
    formula: `${copies > 1 ? `${copies} copies × ` : ''}2 × ${layers} layers × ${keyValueHeads * headSize} features × ${contextLength} tokens × ${batchSize} rows × ${elementBytes} bytes`,
    source: isDeclared
      ? 'the decoder that was described'
      : "the names of the weights are a decoder's",
    kind: 'computed',
  });
}
