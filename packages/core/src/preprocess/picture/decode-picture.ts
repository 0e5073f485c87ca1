import type { Sharp, SharpOptions } from 'sharp';

import { peerFailure } from '../peer-failure.ts';
import { inputError } from '../input-error.ts';
import { toRgb } from './convert-colours.ts';
import { pictureFormat, pictureFormats } from './picture-format.ts';
import type { Pixels } from './pixels.ts';

/** Pillow's own bound against decompression bombs, from which on it refuses; sharp's is half as much again. */
export const mostPixels = 178_956_970;

const options: SharpOptions = {
  limitInputPixels: mostPixels,
  // Pillow refuses what ends too early and puts up with what merely looks odd.
  failOn: 'error',
  // Pillow leaves profiles alone, and so did whoever trained the model with it.
  ignoreIcc: true,
};

/**
 * Decodes a picture as `Image.open(…).convert('RGB')` of Pillow does, of animations the first frame.
 *
 * @param orient whether to do as `ImageOps.exif_transpose` first
 * @throws TorchrelayError `PEER_MISSING`
 * @throws WireError `BAD_INPUT`
 */
export async function decodePicture({
  bytes,
  place,
  orient,
}: {
  readonly bytes: Uint8Array;
  readonly place: string;
  readonly orient: boolean;
}): Promise<Pixels> {
  const format = pictureFormat(bytes);
  if (format === undefined) throw noPicture(place, bytes);
  const { default: sharp } = await importSharp();
  try {
    const picture = sharp(bytes, options);
    return await rgbPixels(orient ? picture.autoOrient() : picture);
  } catch (cause) {
    throw inputError({
      place,
      problem: `the ${format} cannot be decoded (${reasonOf(cause)})`,
      hint: 'Open it in a picture viewer: it may be cut short, damaged, or too large.',
      cause,
    });
  }
}

async function importSharp() {
  try {
    return await import('sharp');
  } catch (cause) {
    throw peerFailure('sharp', cause);
  }
}

async function rgbPixels(picture: Sharp): Promise<Pixels> {
  const { space, depth, channels } = await picture.metadata();
  if (depth !== 'uchar' && depth !== 'ushort') throw new Error(`${depth} per channel`);
  const isCmyk = space === 'cmyk';
  // Inks as they are: a conversion would go through a profile.
  const kept = isCmyk ? picture.pipelineColourspace('cmyk').toColourspace('cmyk') : picture;
  const { data, info } = await kept.raw().toBuffer({ resolveWithObject: true });
  const isKnown = isCmyk ? info.channels >= 4 : channels <= 4 && info.channels >= 3;
  if (!isKnown) throw new Error(`${channels} channels of the kind ${space}`);
  const { width, height } = info;
  return toRgb({
    width,
    height,
    stride: info.channels,
    space: isCmyk ? 'CMYK' : 'RGB',
    data,
  });
}

function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.trim().replaceAll(/\s*\n\s*/g, '; ');
}

function noPicture(place: string, bytes: Uint8Array): Error {
  return inputError({
    place,
    problem:
      bytes.length === 0
        ? 'the picture is empty'
        : `this is no picture that can be read: its first bytes are those of no ${pictureFormats.join(', ')}`,
    hint: 'Convert it to PNG or JPEG. A Uint8Array is the bytes of a picture file here; give the elements of a tensor as { data }.',
  });
}
