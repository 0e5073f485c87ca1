import type { Interpolation, PictureSize } from '../../target/preprocessing.ts';
import type { Pixels } from './pixels.ts';
import { resampleFilters } from './resample-filters.ts';
import { resampleWeights, weightBits, type ResampleWeights } from './resample-weights.ts';

/**
 * What `Image.resize` of Pillow gives, bit for bit: first along the lines, then along the columns, rounded to
 * bytes in between.
 */
export function resizePixels(
  pixels: Pixels,
  { width, height }: PictureSize,
  interpolation: Interpolation,
): Pixels {
  const { channels } = pixels;
  const filter = resampleFilters[interpolation];
  const wide = resampleAxis(
    { data: pixels.data, outer: pixels.height, length: pixels.width, inner: channels },
    resampleWeights({ from: pixels.width, to: width, filter }),
  );
  const data = resampleAxis(
    { data: wide, outer: 1, length: pixels.height, inner: width * channels },
    resampleWeights({ from: pixels.height, to: height, filter }),
  );
  return { width, height, channels, data };
}

/** Bytes as three dimensions, of which the middle one is resampled. */
interface Axis {
  readonly data: Uint8Array;
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

function resampleAxis(
  { data, outer, length, inner }: Axis,
  { starts, counts, weights, stride }: ResampleWeights,
): Uint8Array {
  const to = starts.length;
  if (to === length) return data;
  const result = new Uint8Array(outer * to * inner);
  let place = 0;
  for (let block = 0; block < outer; block++) {
    for (let pixel = 0; pixel < to; pixel++) {
      const count = at(counts, pixel);
      const start = (block * length + at(starts, pixel)) * inner;
      for (let offset = start; offset < start + inner; offset++) {
        let sum = 1 << (weightBits - 1);
        for (let index = 0; index < count; index++) {
          sum += at(weights, pixel * stride + index) * at(data, offset + index * inner);
        }
        result[place++] = Math.max(0, Math.min(255, sum >> weightBits));
      }
    }
  }
  return result;
}

/** All indices come from the sizes themselves, so none is outside. */
function at(array: Int32Array | Uint8Array, index: number): number {
  return array[index] ?? 0;
}
