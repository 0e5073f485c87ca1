import { describe, expect, test } from 'vitest';

import { failureOf } from '../../test-support/failure-of.ts';
import type { ImagePreprocessing } from '../../target/preprocessing.ts';
import type { TensorDatatype, TensorSpec } from '../../target/signature.ts';
import type { ImageDeclaration } from './preprocess-declarations.ts';
import type { ImagePreset } from './presets.ts';
import { resolveImage } from './resolve-image.ts';

const usual = [-1, 3, 224, 224];

function resolve(
  declaration: Omit<ImageDeclaration, 'from'> | ImagePreset,
  shape: readonly number[] = usual,
  datatype: TensorDatatype = 'FP32',
): ImagePreprocessing {
  const spec: TensorSpec = { name: 'image', datatype, shape };
  const whole =
    typeof declaration === 'string' ? declaration : { from: 'image' as const, ...declaration };
  return resolveImage({ name: 'image', declaration: whole, spec });
}

const plain: ImagePreprocessing = {
  from: 'image',
  orient: true,
  interpolation: 'bilinear',
  channels: 'RGB',
  layout: 'CHW',
  divideBy: 255,
};

describe('what is not declared', () => {
  test('is what ToTensor alone does', () => {
    expect(resolve({})).toEqual(plain);
  });

  test('is nothing for an input of bytes', () => {
    const { divideBy: _, ...bytes } = plain;
    expect(resolve({}, usual, 'UINT8')).toEqual(bytes);
  });

  test.each<[readonly number[], string, string]>([
    [[-1, 3, 224, 224], 'CHW', 'RGB'],
    [[-1, 224, 224, 3], 'HWC', 'RGB'],
    [[1, 28, 28], 'CHW', 'grey'],
    [[28, 28, 1], 'HWC', 'grey'],
    [[-1, 3, -1, -1], 'CHW', 'RGB'],
    [[-1, -1, -1, 3], 'HWC', 'RGB'],
    [[-1, -1, 224, 224], 'CHW', 'RGB'],
  ])('is found in the shape %j: %s of %s', (shape, layout, channels) => {
    expect(resolve({}, shape)).toMatchObject({ layout, channels });
  });

  test('cannot be found in a shape that may be either way', () => {
    for (const shape of [
      [-1, -1, -1, -1],
      [-1, 3, 8, 3],
    ]) {
      expect(() => resolve({}, shape)).toThrow(
        expect.objectContaining({
          code: 'PREPROCESS_INVALID',
          hint: expect.stringContaining("layout: 'CHW'"),
        }),
      );
    }
    expect(resolve({ layout: 'HWC' }, [-1, -1, -1, -1])).toMatchObject({ layout: 'HWC' });
    expect(resolve({ channels: 'grey' }, [-1, 1, 8, 3])).toMatchObject({ layout: 'CHW' });
  });
});

describe('presets', () => {
  test('are torchvision’s and CLIP’s numbers', () => {
    expect(resolve('imagenet')).toEqual({
      ...plain,
      resize: 256,
      crop: { width: 224, height: 224 },
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
    });
    expect(resolve('clip')).toMatchObject({ resize: 224, interpolation: 'bicubic' });
  });

  test('give way to what is declared beside them', () => {
    expect(resolve({ preset: 'imagenet', resize: 232 })).toEqual({
      ...resolve('imagenet'),
      resize: 232,
    });
  });

  test('have no numbers for other colours', () => {
    expect(() => resolve({ preset: 'imagenet', channels: 'BGR' })).toThrow(
      expect.objectContaining({ message: expect.stringContaining('mean and std of RGB') }),
    );
    const [mean, std] = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    expect(resolve({ preset: 'imagenet', channels: 'BGR', mean, std })).toMatchObject({
      channels: 'BGR',
      mean,
    });
  });
});

describe('a declaration that cannot be meant is refused', () => {
  test.each<[string, object, string]>([
    ['a misspelt member', { resise: 256 }, 'Did you mean "resize"?'],
    ['another kind', { from: 'picture' }, "'image'"],
    ['an unknown preset', { preset: 'imagnet' }, "'imagenet' or 'clip'"],
    ['a size of nothing', { resize: 0 }, 'a whole number from 1'],
    ['half a size', { crop: { width: 3 } }, '{ width, height }'],
    ['a size in a list', { resize: [256, 256] }, '{ width, height }'],
    ['a filter that there is not', { interpolation: 'nearest' }, "'bilinear' or 'bicubic'"],
    ['a mean that is no list', { mean: 0.5 }, 'one for each channel'],
    ['a mean of no number', { mean: [1, 2, NaN] }, 'an array of numbers'],
    ['a std of 0', { std: [1, 0, 1] }, 'other than 0'],
    ['a std that is 0 in single precision', { std: [1, 1e-60, 1] }, 'other than 0'],
    ['a divisor of 0', { divideBy: 0 }, 'a number above 0'],
    ['a flag that is a text', { orient: 'yes' }, 'true or false'],
  ])('%s', (_, declared, hint) => {
    expect(() => resolve(declared)).toThrow(
      expect.objectContaining({
        code: 'PREPROCESS_INVALID',
        message: expect.stringMatching(/^preprocess "image": /),
        hint: expect.stringContaining(hint),
      }),
    );
  });

  test.each<[string, Omit<ImageDeclaration, 'from'>, readonly number[], TensorDatatype, string]>([
    ['too few numbers', { mean: [0.5] }, usual, 'FP32', 'mean has 1 numbers, and RGB has 3'],
    ['too many', { std: [1, 1, 1] }, [-1, 1, 8, 8], 'FP32', 'grey has 1 channel'],
    ['grey for three channels', { channels: 'grey' }, usual, 'FP32', 'no place for the channels'],
    ['colours for one channel', { channels: 'BGR' }, [-1, 1, 8, 8], 'FP32', 'no place'],
    ['four channels', {}, [-1, 4, 8, 8], 'FP32', 'no place for the channels'],
    ['another size', { crop: 256 }, usual, 'FP32', 'pictures of 256x256'],
    ['no square', { resize: { width: 1, height: 224 } }, usual, 'FP32', 'pictures of 1x224'],
    ['an input of integers', {}, usual, 'INT64', 'which no picture fits'],
    ['an input of rows', {}, [-1, 3], 'FP32', 'which no picture fits'],
    ['a mean of bytes', { mean: [1, 2, 3] }, usual, 'UINT8', 'the bytes of the picture themselves'],
  ])('%s', async (_, declared, shape, datatype, message) => {
    const error = await failureOf(() => resolve(declared, shape, datatype));
    expect(error.code).toBe('PREPROCESS_INVALID');
    expect(error.message).toContain(message);
  });
});

test('a size that the input leaves open may be any', () => {
  expect(resolve({ crop: 100 }, [-1, 3, -1, -1])).toMatchObject({
    crop: { width: 100, height: 100 },
  });
  expect(resolve({ crop: { width: 7, height: 9 } }, [-1, 9, 7, 3])).toMatchObject({
    layout: 'HWC',
  });
});
