import type { ResampleFilter } from './resample-filters.ts';

/** Bits behind the point of a weight, of 32 less 8 for the byte and 2 for what exceeds it. */
export const weightBits = 22;

/** How each pixel of a line is made of the pixels of a longer or shorter one. */
export interface ResampleWeights {
  /** The first pixel that counts, by pixel of the result. */
  readonly starts: Int32Array;
  /** How many count from there. */
  readonly counts: Int32Array;
  /** `stride` places for each pixel of the result, in fixed point. */
  readonly weights: Int32Array;
  readonly stride: number;
}

/** As `precompute_coeffs` and `normalize_coeffs_8bpc` of Pillow's `Resample.c` compute them. */
export function resampleWeights({
  from,
  to,
  filter,
}: {
  readonly from: number;
  readonly to: number;
  readonly filter: ResampleFilter;
}): ResampleWeights {
  const scale = from / to;
  // Made larger, the filter keeps its width; made smaller, it covers all that falls into one pixel.
  const width = Math.max(scale, 1);
  const support = filter.support * width;
  const stride = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(to);
  const counts = new Int32Array(to);
  const weights = new Int32Array(to * stride);
  for (let pixel = 0; pixel < to; pixel++) {
    const centre = (pixel + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const count = Math.min(from, Math.trunc(centre + support + 0.5)) - start;
    starts[pixel] = start;
    counts[pixel] = count;
    weights.set(lineWeights({ start, count, centre, width, filter }), pixel * stride);
  }
  return { starts, counts, weights, stride };
}

function lineWeights({
  start,
  count,
  centre,
  width,
  filter,
}: {
  start: number;
  count: number;
  centre: number;
  width: number;
  filter: ResampleFilter;
}): number[] {
  const inverse = 1 / width;
  const raw = Array.from({ length: count }, (_, index) =>
    filter.weight((index + start - centre + 0.5) * inverse),
  );
  let sum = 0;
  for (const weight of raw) sum += weight;
  return raw.map((weight) => fixedPoint(sum === 0 ? weight : weight / sum));
}

function fixedPoint(weight: number): number {
  return Math.trunc((weight < 0 ? -0.5 : 0.5) + weight * 2 ** weightBits);
}
