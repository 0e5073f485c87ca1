import type { Pixels } from './pixels.ts';

/** Bytes of pixels as they were decoded. */
export interface DecodedPixels {
  readonly width: number;
  readonly height: number;
  /** Bytes of one pixel: what stands behind the colours, as transparency, is left out. */
  readonly stride: number;
  readonly space: 'RGB' | 'CMYK';
  readonly data: Uint8Array;
}

/** As Pillow's `convert('RGB')`: transparency is dropped and not blended, inks become colours without a profile. */
export function toRgb({ width, height, stride, space, data }: DecodedPixels): Pixels {
  if (space === 'RGB' && stride === 3) return { width, height, channels: 3, data };
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = pixel * stride;
    // A CMYK pixel has its black behind the other three; an RGB one has none.
    const light = space === 'CMYK' ? 255 - (data[at + 3] ?? 0) : 255;
    for (let channel = 0; channel < 3; channel++) {
      const value = data[at + channel] ?? 0;
      rgb[pixel * 3 + channel] = space === 'CMYK' ? light - share(value, light) : value;
    }
  }
  return { width, height, channels: 3, data: rgb };
}

/** As Pillow's `convert('L')`: ITU-R 601 in fixed point. */
export function toGrey({ width, height, data }: Pixels): Pixels {
  const grey = new Uint8Array(width * height);
  for (let pixel = 0; pixel < grey.length; pixel++) {
    const at = pixel * 3;
    const [red, green, blue] = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
    grey[pixel] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
  }
  return { width, height, channels: 1, data: grey };
}

/** a * b / 255, rounded, as Pillow's MULDIV255 has it. */
function share(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}
