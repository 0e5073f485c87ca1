import { inputError } from '../input-error.ts';
import type { TensorInput } from '../../open-inference/tensor-types.ts';
import type { ImagePreprocessing, PictureSize } from '../../target/preprocessing.ts';
import type { TensorSpec } from '../../target/signature.ts';
import { toGrey } from './convert-colours.ts';
import { cropPixels } from './crop-pixels.ts';
import { decodePicture, mostPixels } from './decode-picture.ts';
import type { Picture } from './image-input.ts';
import { pictureElements } from './picture-tensor.ts';
import { resizedSize } from './picture-size.ts';
import type { Pixels } from './pixels.ts';
import { readPicture } from './read-picture.ts';
import { resizePixels } from './resize-pixels.ts';

/**
 * The tensor of one or several pictures.
 *
 * @throws TorchrelayError `PEER_MISSING`
 * @throws WireError `BAD_INPUT`
 */
export async function picturesToTensor({
  pictures,
  step,
  spec,
  stringsArePaths,
}: {
  readonly pictures: readonly Picture[];
  readonly step: ImagePreprocessing;
  readonly spec: TensorSpec;
  readonly stringsArePaths: boolean;
}): Promise<TensorInput> {
  const rank = spec.shape.length;
  if (rank === 3 && pictures.length > 1) throw noBatch(spec, pictures.length);
  const parts: (Uint8Array | Float32Array)[] = [];
  let shape: readonly number[] = [];
  // One after another: decoded pictures are many times as large as their files.
  for (const [index, picture] of pictures.entries()) {
    const place = placeOf(spec, index, pictures.length);
    const bytes = await readPicture({ picture, place, stringsArePaths });
    const decoded = await decodePicture({ bytes, place, orient: step.orient });
    const pixels = shapePixels({ pixels: decoded, step, place });
    const next = shapeOf(pixels, step);
    checkShape({ shape: next, first: index === 0 ? next : shape, spec, place, pixels });
    parts.push(pictureElements(pixels, step));
    shape = next;
  }
  return { data: join(parts), shape: rank === 3 ? shape : [pictures.length, ...shape] };
}

function shapePixels({
  pixels,
  step: { channels, resize, interpolation, crop },
  place,
}: {
  pixels: Pixels;
  step: ImagePreprocessing;
  place: string;
}): Pixels {
  const size = resize === undefined ? pixels : resizedSize(pixels, resize);
  checkSize(size, place);
  const coloured = channels === 'grey' ? toGrey(pixels) : pixels;
  const resized = resizePixels(coloured, size, interpolation);
  return crop === undefined ? resized : cropPixels(resized, crop);
}

/** A line of one pixel and millions long is small, until its shorter side is made larger. */
function checkSize({ width, height }: PictureSize, place: string): void {
  if (width * height <= mostPixels) return;
  throw inputError({
    place,
    problem: `the picture would be resized to ${width}x${height}, which is more than ${mostPixels} pixels`,
    hint: 'Crop it first: one side is many times as long as the other.',
  });
}

function shapeOf(
  { width, height, channels }: Pixels,
  { layout }: ImagePreprocessing,
): readonly number[] {
  return layout === 'CHW' ? [channels, height, width] : [height, width, channels];
}

function checkShape({
  shape,
  first,
  spec,
  place,
  pixels: { width, height },
}: {
  shape: readonly number[];
  first: readonly number[];
  spec: TensorSpec;
  place: string;
  pixels: Pixels;
}): void {
  const wanted = spec.shape.slice(-3);
  const fits = shape.every((size, axis) => wanted[axis] === -1 || wanted[axis] === size);
  const isAlike = shape.every((size, axis) => size === first[axis]);
  if (fits && isAlike) return;
  const reason = fits
    ? 'and the one before had another size'
    : `and the input takes [${spec.shape.join(', ')}]`;
  throw inputError({
    place,
    problem: `the picture is ${width}x${height} once it is prepared, ${reason}`,
    hint: 'Declare `crop`, or `resize` with width and height, with the model.',
  });
}

function join(parts: readonly (Uint8Array | Float32Array)[]): Uint8Array | Float32Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const joined = first instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

function placeOf({ name }: TensorSpec, index: number, count: number): string {
  const place = `Input ${JSON.stringify(name)}`;
  return count === 1 ? place : `${place}, picture ${index + 1} of ${count}`;
}

function noBatch({ name, shape }: TensorSpec, count: number): Error {
  return inputError({
    place: `Input ${JSON.stringify(name)}`,
    problem: `got ${count} pictures, and [${shape.join(', ')}] takes one`,
    hint: 'Ask once for each picture.',
  });
}
