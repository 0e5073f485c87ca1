import { formatCount } from '../format-count.ts';
import type { Elements } from './activations.ts';
import { product, type SizedInput } from './input-sizes.ts';
import type { ConvolutionLayer, Layer } from './layers.ts';

/** How many tensors as large as the first convolution's output, at full resolution, are alive at once. */
interface Multiples {
  readonly typical: number;
  readonly low: number;
  readonly high: number;
  readonly reason: string;
}

/**
 * The widest moment of convolutions lies near the first: where resolution halves, channels at most double. Strides are
 * not in the weights, so what is known of common networks stands in for them.
 */
export function convolutionElements({
  layers,
  inputs,
}: {
  readonly layers: readonly Layer[];
  readonly inputs: readonly SizedInput[];
}): (Elements & { readonly patches: number | undefined }) | undefined {
  const convolutions = layers.filter((layer) => layer.kind === 'convolution');
  const [stem] = convolutions;
  const image = stem && inputs.find(({ shape }) => shape.length === stem.kernel.length + 2);
  if (stem === undefined || image === undefined) return undefined;
  const [batch = 1, , ...spatial] = image.shape;
  const patch = patchSize(stem);
  const positions = batch * product(spatial.map((size) => size / patch));
  const full = positions * stem.outChannels;
  const { typical, low, high, reason } = multiplesOf(stem, convolutions);
  return {
    typical: full * typical,
    low: full * low,
    high: full * high,
    formula: `${typical} × ${formatCount(full)} elements after the first convolution${reason}`,
    patches: patch > 1 ? positions : undefined,
  };
}

/** An even kernel reads patches that do not overlap: its stride is its size. */
function patchSize({ kernel: [size = 1] }: ConvolutionLayer): number {
  return size % 2 === 0 ? size : 1;
}

function multiplesOf(stem: ConvolutionLayer, convolutions: readonly ConvolutionLayer[]): Multiples {
  const [size = 1] = stem.kernel;
  if (convolutions.some(({ isTransposed }) => isTransposed)) {
    return { typical: 5, low: 1.5, high: 8, reason: ', with a way up again' };
  }
  if (size % 2 === 0) return { typical: 4, low: 1, high: 12, reason: ' on patches' };
  if (convolutions.slice(1).some(({ isDepthwise }) => isDepthwise)) {
    return {
      typical: 4.5,
      low: 1.2,
      high: 8,
      reason: ', as if its stride were 1, with wide blocks',
    };
  }
  if (size >= 5) return { typical: 1, low: 0.4, high: 3, reason: ' as if its stride were 1' };
  return { typical: 3, low: 0.7, high: 5, reason: ' as if its stride were 1' };
}
