import { formatCount } from '../format-count.ts';
import type { Elements } from './activations.ts';
import type { Layer, LinearLayer } from './layers.ts';

/** Common to BERT, GPT, LLaMA and ViT. The shape of a weight does not tell. */
const usualHeadSize = 64;

export interface LinearRequest {
  readonly layers: readonly Layer[];
  /** Positions of all rows together. */
  readonly rows: number;
  readonly batchSize: number;
  readonly writesScores: boolean | undefined;
}

/**
 * The widest moment of linear layers: input and output of one; or, between two of them, what goes into an activation
 * function and what comes out. Attention keeps the residual stream beside it.
 */
export function linearElements({
  layers,
  rows,
  batchSize,
  writesScores,
}: LinearRequest): Elements | undefined {
  const linear = layers.filter((layer) => layer.kind === 'linear');
  if (linear.length === 0) return undefined;
  const consumed = new Set(linear.map(({ inFeatures }) => inFeatures));
  const moments = linear.map((layer) => momentOf(layer, linear, consumed));
  const attention = attentionOf(linear);
  const width = Math.max(...moments) + (attention?.hidden ?? 0);
  const scores = attention === undefined ? 0 : scoreElements(attention.hidden, rows, batchSize);
  const fused = rows * width;
  // Scores live beside the residual stream and the values, not beside the feed-forward part.
  const written = Math.max(fused, scores + rows * 2 * (attention?.hidden ?? 0));
  return {
    typical: writesScores === true ? written : fused,
    // Whole encoder layers run as one kernel where PyTorch has one for them.
    low: fused * 0.65,
    high: (writesScores === false ? fused : written) * 1.5,
    formula: `${formatCount(rows)} positions × ${formatCount(width)} features at the widest moment`,
  };
}

function momentOf(
  { inFeatures, outFeatures, parent }: LinearLayer,
  all: readonly LinearLayer[],
  consumed: ReadonlySet<number>,
): number {
  const through = inFeatures + outFeatures;
  if (!consumed.has(outFeatures)) return through;
  // A gated pair, `gate` and `up`, meets in a product: three of a kind are alive.
  const alike = all.filter(
    (other) =>
      other.parent === parent &&
      other.inFeatures === inFeatures &&
      other.outFeatures === outFeatures,
  );
  const isGated = alike.length === 2 && outFeatures > inFeatures;
  return Math.max(through, outFeatures * (isGated ? 3 : 2));
}

/** Attention shows in a layer for queries, keys and values at once, or in three and more of one square shape. */
function attentionOf(linear: readonly LinearLayer[]): { readonly hidden: number } | undefined {
  const joined = linear.find(({ inFeatures, outFeatures }) => outFeatures === 3 * inFeatures);
  const squares = linear.filter(({ inFeatures, outFeatures }) => inFeatures === outFeatures);
  const [square] = squares;
  const isWide = linear.some(({ inFeatures }) => square && inFeatures > square.inFeatures);
  if (square !== undefined && squares.length >= 2 && isWide) return { hidden: square.inFeatures };
  return joined && { hidden: joined.inFeatures };
}

/** The scores before the softmax and after it. */
function scoreElements(hidden: number, rows: number, batchSize: number): number {
  const heads = Math.max(1, Math.round(hidden / usualHeadSize));
  return 2 * heads * (rows / batchSize) * rows;
}
