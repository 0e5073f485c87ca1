import type { Interpolation } from '../../target/preprocessing.ts';

/** A filter of Pillow's `Resample.c`: the weight at a distance, and the distance from which on it is 0. */
export interface ResampleFilter {
  readonly support: number;
  readonly weight: (distance: number) => number;
}

export const resampleFilters: Readonly<Record<Interpolation, ResampleFilter>> = {
  bilinear: {
    support: 1,
    weight: (distance) => Math.max(0, 1 - Math.abs(distance)),
  },
  bicubic: { support: 2, weight: (distance) => bicubic(Math.abs(distance)) },
  lanczos: {
    support: 3,
    weight: (distance) =>
      distance >= -3 && distance < 3 ? sinc(distance) * sinc(distance / 3) : 0,
  },
};

/** In the very order of Pillow's operations, whose results are compared bit for bit. */
function bicubic(distance: number): number {
  const a = -0.5;
  if (distance < 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
  if (distance < 2) return (((distance - 5) * distance + 8) * distance - 4) * a;
  return 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}
