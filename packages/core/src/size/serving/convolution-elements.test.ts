import { describe, expect, test } from 'vitest';

import { testModel } from '../../test-support/test-model.ts';
import { convolutionElements } from './convolution-elements.ts';
import { layersOf } from './layers.ts';

const image = { shape: [2, 3, 32, 32], isFloating: true, bytes: 0 };

function elements(
  parameters: Readonly<Record<string, readonly number[]>>,
  {
    shape = image.shape,
    classNames = {},
  }: { shape?: number[]; classNames?: Record<string, string> } = {},
): ReturnType<typeof convolutionElements> {
  const layers = layersOf(testModel({ parameters, classNames }));
  return convolutionElements({ layers, inputs: [{ ...image, shape }] });
}

const full = 2 * 32 * 32 * 16;

describe('the widest moment of convolutions', () => {
  test('lies near the first: three times its output at full resolution where kernels are small', () => {
    expect(elements({ 'stem.weight': [16, 3, 3, 3] })).toMatchObject({ typical: 3 * full });
  });

  test('is smaller where the first kernel is large, as it halves the resolution', () => {
    expect(elements({ 'stem.weight': [16, 3, 7, 7] })).toMatchObject({ typical: full });
  });

  test('is larger on a way up again', () => {
    const parameters = { 'stem.weight': [16, 3, 3, 3], 'up.weight': [32, 16, 2, 2] };
    const classNames = { up: 'torch.nn.modules.conv.ConvTranspose2d' };
    expect(elements(parameters, { classNames })).toMatchObject({ typical: 5 * full });
  });

  test('is larger where blocks are wide in the middle', () => {
    const parameters = { 'stem.weight': [16, 3, 3, 3], 'middle.weight': [96, 1, 3, 3] };
    expect(elements(parameters)).toMatchObject({ typical: 4.5 * full });
  });

  test('of patches counts one position for each', () => {
    const patches = elements({ 'stem.weight': [16, 3, 8, 8] });
    expect(patches).toMatchObject({ typical: (4 * full) / 64, patches: 2 * 4 * 4 });
    expect(elements({ 'stem.weight': [16, 3, 3, 3] })?.patches).toBeUndefined();
  });

  test('is of sound where kernels have one dimension', () => {
    const sound = elements({ 'stem.weight': [16, 1, 3] }, { shape: [2, 1, 8000] });
    expect(sound).toMatchObject({ typical: 3 * 2 * 8000 * 16 });
  });

  test('is unknown without an input that a convolution could take', () => {
    expect(elements({ 'stem.weight': [16, 3, 3, 3] }, { shape: [2, 100] })).toBeUndefined();
    expect(elements({ 'head.weight': [10, 10] })).toBeUndefined();
  });
});
