import type { Model } from '@torchrelay/torchscript';

import { formatCount } from '../format-count.ts';
import { memoryTerm, type MemoryTerm } from '../memory-estimate.ts';
import { product, type SizedInput } from './input-sizes.ts';
import { convolutionElements } from './convolution-elements.ts';
import { layersOf } from './layers.ts';
import { linearElements } from './linear-elements.ts';

/** Elements that are alive at once: expected, at least, at most. */
export interface Elements {
  readonly typical: number;
  readonly low: number;
  readonly high: number;
  /** In words. */
  readonly formula: string;
}

export interface ActivationRequest {
  readonly model: Model;
  readonly inputs: readonly SizedInput[];
  readonly batchSize: number;
  /** Of one element. */
  readonly elementBytes: number;
  /** Whether attention writes its scores out; `undefined` when nobody knows. */
  readonly writesScores: boolean | undefined;
}

/**
 * What lives between the layers of one run without gradients: the widest moment, since each tensor goes when the next
 * has used it. Told from the shapes of the weights; what the code does between them can only be guessed.
 */
export function activationTerms({
  model,
  inputs,
  batchSize,
  elementBytes,
  writesScores,
}: ActivationRequest): MemoryTerm[] {
  const layers = layersOf(model);
  const convolution = convolutionElements({ layers, inputs });
  const rows = rowsOf({ inputs, batchSize, patches: convolution?.patches });
  const linear = linearElements({ layers, rows, batchSize, writesScores });
  const widest = [convolution, linear].filter((elements) => elements !== undefined);
  const fallback = inputs.reduce((sum, { shape }) => sum + product(shape), 0);
  const { typical, low, high, formula } = combine(widest) ?? unknownElements(fallback);
  return [
    memoryTerm({
      name: 'activations',
      bytes: typical * elementBytes,
      lowBytes: low * elementBytes,
      highBytes: high * elementBytes,
      formula: `${elementBytes} bytes × ${formula}`,
      source: 'shapes of the weights; held against the allocations of real runs, docs/sizing.md',
      kind: 'rule of thumb',
    }),
  ];
}

/** Positions that linear layers see: tokens of a text, patches of an image, else the rows themselves. */
function rowsOf({
  inputs,
  batchSize,
  patches,
}: Pick<ActivationRequest, 'inputs' | 'batchSize'> & {
  readonly patches: number | undefined;
}): number {
  const tokens = inputs.filter(({ isFloating }) => !isFloating).map(({ shape }) => product(shape));
  if (tokens.length > 0) return Math.max(...tokens);
  if (patches !== undefined) return patches;
  // The last size is of the features, and images are what convolutions have made of them by then.
  const features = inputs.filter(({ shape }) => shape.length === 2 || shape.length === 3);
  return Math.max(batchSize, ...features.map(({ shape }) => product(shape.slice(0, -1))));
}

/** Moments do not add up: the widest counts. */
function combine(moments: readonly Elements[]): Elements | undefined {
  return moments.toSorted((a, b) => b.typical - a.typical)[0];
}

function unknownElements(inputElements: number): Elements {
  return {
    typical: inputElements * 4,
    low: inputElements,
    high: inputElements * 32,
    formula: `4 × ${formatCount(inputElements)} elements of the inputs: no layers were recognised`,
  };
}
