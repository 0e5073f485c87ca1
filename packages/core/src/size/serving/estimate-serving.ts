import type { Model } from '@torchrelay/torchscript';

import { type MemoryEstimate, memoryTerm, type MemoryTerm, sumTerms } from '../memory-estimate.ts';
import type { TensorSpec } from '../../target/signature.ts';
import { elementBytes, isFloating } from '../element-bytes.ts';
import { activationTerms } from './activations.ts';
import { type DecoderShape, decoderShapeOf } from './decoder-shape.ts';
import { assumedSequenceLength, type InputSizes, inputSizes } from './input-sizes.ts';
import { keyValueCacheTerm } from './key-value-cache.ts';
import { layersOf } from './layers.ts';
import { type MeasuredPeak, measuredTerms } from './measured-terms.ts';
import {
  cudaContextTerm,
  fragmentationTerm,
  serverPoolTerm,
  serverProcessTerm,
  systemTerm,
  workspaceTerm,
} from './overheads.ts';
import { recurrentWeightsTerm } from './recurrent-weights.ts';
import { weightsTerm } from './weights.ts';

/** A model, and how it is going to be asked. */
export interface ServingSetup {
  readonly model: Model;
  /** What goes in, -1 for sizes that vary; by default what the file itself tells. */
  readonly inputs?: readonly Pick<TensorSpec, 'datatype' | 'shape'>[] | undefined;
  /**
   * Rows that are answered in one run; stands for the first size where that varies.
   * @default 1
   */
  readonly batchSize?: number;
  /**
   * Stands for every other size that varies, and is the number of tokens that a decoder keeps.
   * @default 512
   */
  readonly sequenceLength?: number | undefined;
  /**
   * A GPU's memory, or a machine's RAM.
   * @default 'cuda'
   */
  readonly device?: 'cuda' | 'cpu';
  /** What floating weights are converted to when they are loaded: `float16`. By default nothing. */
  readonly dtype?: string | undefined;
  /**
   * Whether attention writes its scores out as a tensor. Fused kernels do not; models that were written before
   * PyTorch 2 often do. By default the range covers both.
   */
  readonly writesScores?: boolean | undefined;
  /** Where keys and values are kept from token to token; `none` where the names of the weights mislead. */
  readonly decoder?: DecoderShape | 'none' | undefined;
  /** What a run on such a device has shown: replaces weights and activations. */
  readonly measured?: MeasuredPeak | undefined;
}

/**
 * The memory that one instance of a model takes on one device, term by term.
 *
 * @example
 * ```ts
 * const { bytes, terms } = estimateServing({ model: await inspect('resnet50.pt'), batchSize: 8 });
 * ```
 */
export function estimateServing(setup: ServingSetup): MemoryEstimate {
  const { device = 'cuda', measured, model } = setup;
  const weights = weightsTerm({ model, dtype: setup.dtype, device });
  const { batchSize = 1 } = setup;
  const overheads =
    device === 'cuda' ? [cudaContextTerm(), serverPoolTerm()] : [serverProcessTerm(), systemTerm()];
  if (measured !== undefined) {
    const run = measuredTerms({ measured, batchSize, weightBytes: weights.lowBytes });
    return sumTerms([...run, ...overheads], 'measured');
  }
  return sumTerms([weights, ...runTerms(setup), ...overheads]);
}

/** What a run takes beside the weights. */
function runTerms(setup: ServingSetup): MemoryTerm[] {
  const { model, batchSize = 1, device = 'cuda', writesScores } = setup;
  const sizes = inputSizes({
    model,
    inputs: setup.inputs,
    batchSize,
    sequenceLength: setup.sequenceLength,
  });
  const bytes = elementBytes(setup.dtype ?? commonDtype(model));
  const { inputs } = sizes;
  const activations = activationTerms({
    model,
    inputs,
    batchSize,
    elementBytes: bytes,
    writesScores,
  });
  const run = [
    inputTerm(sizes),
    ...activations,
    recurrentWeightsTerm(model),
    ...cacheTerms(setup, sizes, bytes),
  ];
  if (device === 'cpu') return run;
  const hasConvolutions = layersOf(model).some(({ kind }) => kind === 'convolution');
  const { bytes: activationBytes } = sumTerms(run);
  return [...run, workspaceTerm({ hasConvolutions }), fragmentationTerm(activationBytes)];
}

function inputTerm({ inputs, isAssumed }: InputSizes): MemoryTerm {
  const bytes = inputs.reduce((sum, input) => sum + input.bytes, 0);
  return memoryTerm({
    name: 'inputs',
    bytes,
    // Gathered from several requests into one batch, they are there twice for a moment.
    highBytes: 2 * bytes,
    formula: inputs.map(({ shape }) => shape.join(' × ')).join(', '),
    source: isAssumed ? `${assumedSequenceLength} assumed for sizes that vary` : 'the signature',
    kind: isAssumed ? 'rule of thumb' : 'computed',
  });
}

function cacheTerms(
  { model, decoder, batchSize = 1, sequenceLength }: ServingSetup,
  { inputs }: InputSizes,
  bytes: number,
): MemoryTerm[] {
  if (decoder === 'none') return [];
  const shape = decoder ?? decoderShapeOf(model);
  if (shape === undefined) return [];
  const contextLength = sequenceLength ?? assumedSequenceLength;
  return [
    keyValueCacheTerm({
      decoder: shape,
      isDeclared: decoder !== undefined,
      inputs,
      batchSize,
      contextLength,
      elementBytes: bytes,
    }),
  ];
}

/** The floating type that most bytes of the weights have. */
function commonDtype({ totals: { byDtype } }: Model): string {
  const floating = Object.entries(byDtype ?? {}).filter(([dtype]) => isFloating(dtype));
  const [most] = floating.toSorted(([, a], [, b]) => (b?.bytes ?? 0) - (a?.bytes ?? 0));
  return most?.[0] ?? 'float32';
}
