import { readFile } from 'node:fs/promises';

import sharp from 'sharp';
import { describe, expect, test } from 'vitest';

import { pictureFile } from '../../../test/pictures/pictures.ts';
import { toWireTensor } from '../../open-inference/tensor-input.ts';
import type { WireTensor } from '../../open-inference/messages.ts';
import { failureOf } from '../../test-support/failure-of.ts';
import type { TensorDatatype, TensorSpec } from '../../target/signature.ts';
import type { ImageDeclaration } from '../declared/preprocess-declarations.ts';
import { resolveImage } from '../declared/resolve-image.ts';
import type { Picture } from './image-input.ts';
import { picturesToTensor } from './pictures-to-tensor.ts';

const spec: TensorSpec = { name: 'image', datatype: 'FP32', shape: [-1, 3, 8, 8] };
const small = { resize: 10, crop: 8 };
const [colour, grey] = [pictureFile('colour.jpg'), pictureFile('grey.jpg')];

async function tensorOf(
  pictures: readonly Picture[],
  declared: Omit<ImageDeclaration, 'from'> = small,
  wanted: TensorSpec = spec,
): Promise<WireTensor> {
  const step = resolveImage({
    name: 'image',
    declaration: { from: 'image', ...declared },
    spec: wanted,
  });
  const value = await picturesToTensor({ pictures, step, spec: wanted, stringsArePaths: true });
  return toWireTensor({ name: 'image', value, spec: wanted });
}

describe('several pictures', () => {
  test('are the tensors of each, one after another', async () => {
    const [both, one, other] = await Promise.all([
      tensorOf([colour, await readFile(grey)]),
      tensorOf([colour]),
      tensorOf([grey]),
    ]);
    expect(both.shape).toEqual([2, 3, 8, 8]);
    expect(Buffer.from(both.bytes)).toEqual(Buffer.concat([one.bytes, other.bytes]));
  });

  test('of different sizes need one to be declared', async () => {
    const open: TensorSpec = { ...spec, shape: [-1, 3, -1, -1] };
    expect((await tensorOf([colour], {}, open)).shape).toEqual([1, 3, 29, 41]);
    const flat = pictureFile('flat.png');
    expect(await failureOf(tensorOf([colour, flat], {}, open))).toMatchObject({
      code: 'BAD_INPUT',
      message:
        'Input "image", picture 2 of 2: the picture is 97x3 once it is prepared, and the one before had another size.',
      hint: expect.stringContaining('crop'),
    });
  });

  test('of which one is wrong are refused with its place', async () => {
    const { message } = await failureOf(tensorOf([colour, 'nowhere.jpg', grey]));
    expect(message).toMatch(/^Input "image", picture 2 of 3: "nowhere.jpg" does not exist/);
  });

  test('do not go into an input of one', async () => {
    const one: TensorSpec = { ...spec, shape: [3, 8, 8] };
    expect((await tensorOf([colour], small, one)).shape).toEqual([3, 8, 8]);
    expect((await failureOf(tensorOf([colour, grey], small, one))).message).toBe(
      'Input "image": got 2 pictures, and [3, 8, 8] takes one.',
    );
    const traced: TensorSpec = { ...spec, shape: [1, 3, 8, 8] };
    expect((await failureOf(tensorOf([colour, grey], small, traced))).code).toBe('BAD_INPUT');
  });
});

test('a picture that comes out in another size than the input takes is refused with both', async () => {
  const { message } = await failureOf(tensorOf([colour], { resize: 10 }));
  expect(message).toBe(
    'Input "image": the picture is 14x10 once it is prepared, and the input takes [-1, 3, 8, 8].',
  );
});

test('a line of one pixel is not blown up to fill the memory', async () => {
  const line = await sharp({
    create: { width: 60_000, height: 1, channels: 3, background: 'red' },
  })
    .png()
    .toBuffer();
  const { message } = await failureOf(tensorOf([line], { resize: 256, crop: 8 }));
  expect(message).toContain('would be resized to 15360000x256');
});

test.each<[TensorDatatype, number]>([
  ['FP16', 2],
  ['BF16', 2],
  ['FP32', 4],
  ['FP64', 8],
  ['UINT8', 1],
])('%s takes a picture too', async (datatype, width) => {
  const { bytes } = await tensorOf([colour], small, { ...spec, datatype });
  expect(bytes).toHaveLength(3 * 8 * 8 * width);
});

test('in double precision the numbers are those of single precision, and as bytes 255 times as large', async () => {
  const { bytes } = await tensorOf([colour]);
  const single = Array.from(new Float32Array(bytes.slice().buffer));
  const double = await tensorOf([colour], small, { ...spec, datatype: 'FP64' });
  expect(Array.from(new Float64Array(double.bytes.slice().buffer))).toEqual(single);
  const whole = await tensorOf([colour], small, { ...spec, datatype: 'UINT8' });
  expect(Array.from(whole.bytes)).toEqual(single.map((value) => Math.round(value * 255)));
});
