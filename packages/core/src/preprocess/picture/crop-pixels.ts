import type { PictureSize } from '../../target/preprocessing.ts';
import type { Pixels } from './pixels.ts';

/** What torchvision's `CenterCrop` gives: the centre, and black around a picture that is smaller. */
export function cropPixels(pixels: Pixels, { width, height }: PictureSize): Pixels {
  const { channels } = pixels;
  const left = cropStart(pixels.width, width);
  const top = cropStart(pixels.height, height);
  const data = new Uint8Array(width * height * channels);
  const firstColumn = Math.max(0, left);
  const lastColumn = Math.min(pixels.width, left + width);
  for (let y = Math.max(0, top); y < Math.min(pixels.height, top + height); y++) {
    const line = y * pixels.width;
    const piece = pixels.data.subarray(
      (line + firstColumn) * channels,
      (line + lastColumn) * channels,
    );
    data.set(piece, ((y - top) * width + firstColumn - left) * channels);
  }
  return { width, height, channels, data };
}

/** Where the crop begins; negative where the picture is smaller. Python rounds halves to even, and pads less before. */
function cropStart(size: number, cropped: number): number {
  if (size < cropped) return -Math.floor((cropped - size) / 2);
  const half = (size - cropped) / 2;
  const below = Math.floor(half);
  return half === below || below % 2 === 0 ? below : below + 1;
}
