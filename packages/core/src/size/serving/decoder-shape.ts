import type { Model } from '@torchrelay/torchscript';

/** What decides how large a cache of keys and values is. */
export interface DecoderShape {
  readonly layers: number;
  /** Heads that keys and values have; fewer than those of queries where groups share them. */
  readonly keyValueHeads: number;
  readonly headSize: number;
}

const keyWeight = /(?:^|\.)(\d+)\.(?:.*\.)?k_proj\.weight$/;
const joinedWeight = /(?:^|\.)(\d+)\.(?:.*\.)?c_attn\.weight$/;
const headWeight = /(?:^|\.)(?:lm_head|embed_out|output_projection)\.weight$/;

/**
 * Recognises a decoder of text by the names that Hugging Face's models give their weights: keys in numbered layers,
 * and a head that makes words of them. Anything else is not taken for one: an encoder keeps nothing from run to run.
 */
export function decoderShapeOf(model: Model): DecoderShape | undefined {
  if (!model.tensors.some(({ name }) => headWeight.test(name))) return undefined;
  const widths = model.tensors.flatMap(({ name, shape: [first = 0, second = 0] }) => {
    if (keyWeight.test(name)) return [first];
    // GPT-2's layer holds its matrix the other way round.
    return joinedWeight.test(name) ? [Math.max(first, second) / 3] : [];
  });
  const [width] = widths;
  // Only the product counts for the cache, so the size of one head may be a guess.
  return width === undefined
    ? undefined
    : { layers: widths.length, keyValueHeads: 1, headSize: width };
}
