import type { ImagePreprocessing } from '../../target/preprocessing.ts';
import type { Pixels } from './pixels.ts';

type Elements = Uint8Array | Float32Array;

/** The elements of one picture's tensor, in its layout: what `ToTensor` and `Normalize` of torchvision give. */
export function pictureElements(pixels: Pixels, step: ImagePreprocessing): Elements {
  const { width, height, channels, data } = pixels;
  const area = width * height;
  const elements =
    step.divideBy === undefined ? new Uint8Array(data.length) : new Float32Array(data.length);
  const [toPixel, toChannel] = step.layout === 'CHW' ? [1, area] : [channels, 1];
  for (let channel = 0; channel < channels; channel++) {
    const table = valueTable(step, channel);
    const source = step.channels === 'BGR' ? channels - 1 - channel : channel;
    for (let pixel = 0; pixel < area; pixel++) {
      elements[pixel * toPixel + channel * toChannel] =
        table[data[pixel * channels + source] ?? 0] ?? 0;
    }
  }
  return elements;
}

/** What each byte becomes in a channel, rounded to single precision after each operation as PyTorch does. */
function valueTable({ divideBy, mean, std }: ImagePreprocessing, channel: number): number[] {
  const [shift, scale] = [Math.fround(mean?.[channel] ?? 0), Math.fround(std?.[channel] ?? 1)];
  return Array.from({ length: 256 }, (_, byte) => {
    if (divideBy === undefined) return byte;
    const value = Math.fround(byte / Math.fround(divideBy));
    return Math.fround(Math.fround(value - shift) / scale);
  });
}
