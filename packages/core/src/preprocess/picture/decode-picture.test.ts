import { readFile } from 'node:fs/promises';
import { crc32, deflateSync } from 'node:zlib';

import sharp from 'sharp';
import { describe, expect, test } from 'vitest';

import { pictureFile } from '../../../test/pictures/pictures.ts';
import { failureOf } from '../../test-support/failure-of.ts';
import { decodePicture } from './decode-picture.ts';
import type { Pixels } from './pixels.ts';

const decode = (bytes: Uint8Array): Promise<Pixels> =>
  decodePicture({ bytes, place: 'Input "image"', orient: true });

const picture = (name: string): Promise<Buffer> => readFile(pictureFile(name));

/** A PNG of one colour that says it is as large as wanted, and takes a few kilobytes. */
function hollowPng(width: number, height: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // One bit a pixel, grey.
  header[8] = 1;
  const lines = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height));
  const chunks = [chunk('IHDR', header), chunk('IDAT', lines), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks]);
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

describe('what is no picture', () => {
  test.each<[string, Uint8Array]>([
    ['a text', Buffer.from('hello, I am a cat')],
    ['an SVG, whose parser is never run', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a PDF', Buffer.from('%PDF-1.7\n')],
    ['pixels without a file around them', new Uint8Array(3 * 224 * 224)],
  ])('%s is refused with the way out', async (_, bytes) => {
    expect(await failureOf(decode(bytes))).toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining(
        'its first bytes are those of no JPEG, PNG, WebP, GIF, TIFF',
      ),
      hint: expect.stringContaining('{ data }'),
    });
  });

  test('nor is nothing', async () => {
    expect((await failureOf(decode(new Uint8Array()))).message).toContain('is empty');
  });

  test('AVIF is refused, since decoders differ in its colours', async () => {
    const avif = await sharp(await picture('colour.png'))
      .avif()
      .toBuffer();
    expect((await failureOf(decode(avif))).code).toBe('BAD_INPUT');
  });
});

describe('a damaged picture', () => {
  test.each(['colour.jpg', 'colour.png', 'lossy.webp', 'colour.gif', 'colour.tiff', 'cmyk.jpg'])(
    '%s that is cut short is refused, with its format',
    async (name) => {
      const bytes = await picture(name);
      const error = await failureOf(decode(bytes.subarray(0, bytes.length / 2)));
      expect(error.code).toBe('BAD_INPUT');
      expect(error.message).toMatch(
        /^Input "image": the (JPEG|PNG|WebP|GIF|TIFF) cannot be decoded/,
      );
      expect(error.message).not.toContain('\n');
    },
  );

  test('one that is its first bytes alone is refused', async () => {
    for (const start of ['ffd8ff', '89504e470d0a1a0a', '474946383961', '49492a00', '4d4d002a']) {
      expect((await failureOf(decode(Buffer.from(start, 'hex')))).code).toBe('BAD_INPUT');
    }
  });
});

test('a bomb, small as a file and large in memory, is refused before it is decoded', async () => {
  const bomb = hollowPng(14_000, 14_000);
  expect(bomb.length).toBeLessThan(100_000);
  const error = await failureOf(decode(bomb));
  expect(error.code).toBe('BAD_INPUT');
  expect(error.message).toContain('pixel limit');
  const { width, height } = await decode(hollowPng(140, 200));
  expect([width, height]).toEqual([140, 200]);
});

test('grey of 16 bits keeps its upper half, which Pillow would turn white', async () => {
  const { data, channels } = await decode(await picture('grey-16.png'));
  const { data: expected } = await decode(await picture('grey.png'));
  expect(channels).toBe(3);
  expect(Buffer.compare(data, expected)).toBe(0);
});

test('a profile changes no colours, as with Pillow', async () => {
  const bytes = await picture('colour.png');
  const tagged = await sharp(bytes).withIccProfile('p3').png().toBuffer();
  const plain = await sharp(tagged, { ignoreIcc: true }).raw().toBuffer();
  expect((await sharp(tagged).metadata()).hasProfile).toBe(true);
  expect(Buffer.compare((await decode(tagged)).data, plain)).toBe(0);
});

test('of an animation the first frame is taken', async () => {
  const { data, info } = await sharp(await picture('colour.gif'))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const frames = Buffer.concat([data, Buffer.alloc(data.length, 7)]);
  const raw = { ...info, height: info.height * 2, pageHeight: info.height };
  const animated = await sharp(frames, { raw }).webp({ lossless: true }).toBuffer();
  expect((await sharp(animated).metadata()).pages).toBe(2);
  expect(await decode(animated)).toMatchObject({ width: info.width, height: info.height });
});

test('what has more in a pixel than colours and bytes is refused', async () => {
  const colour = sharp(await picture('colour.png'));
  const floats = await colour
    .clone()
    .toColourspace('scrgb')
    .tiff({ compression: 'none' })
    .toBuffer();
  expect((await failureOf(decode(floats))).message).toContain('(float per channel)');
  const bands = [await picture('grey.png'), await picture('grey.png')];
  const five = await colour.clone().joinChannel(bands).tiff({ compression: 'none' }).toBuffer();
  expect((await failureOf(decode(five))).message).toContain('5 channels');
});
