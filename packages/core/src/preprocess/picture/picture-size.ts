import type { PictureSize } from '../../target/preprocessing.ts';

/** The size that torchvision's `Resize` gives a picture: a number is that of the shorter side. */
export function resizedSize(
  { width, height }: PictureSize,
  resize: number | PictureSize,
): PictureSize {
  if (typeof resize !== 'number') return resize;
  return width <= height
    ? { width: resize, height: Math.trunc((resize * height) / width) }
    : { width: Math.trunc((resize * width) / height), height: resize };
}
