import { describe, expect, test } from 'vitest';

import { testModel } from '../../test-support/test-model.ts';
import { type Layer, layersOf } from './layers.ts';

const layers = (...given: Parameters<typeof testModel>): readonly Layer[] =>
  layersOf(testModel(...given));

describe('a weight of two dimensions', () => {
  test('is a linear layer, from its columns to its rows', () => {
    expect(layers({ parameters: { 'blocks.0.up.weight': [40, 10] } })).toEqual([
      { kind: 'linear', parent: 'blocks.0', inFeatures: 10, outFeatures: 40 },
    ]);
  });

  test('of attention, which holds it itself, is one too', () => {
    expect(layers({ parameters: { 'layers.0.attn.in_proj_weight': [30, 10] } })).toEqual([
      { kind: 'linear', parent: 'layers.0.attn', inFeatures: 10, outFeatures: 30 },
    ]);
  });

  test('of an embedding is none, whether its class or its name says so', () => {
    const classNames = { words: 'torch.nn.modules.sparse.Embedding' };
    expect(layers({ parameters: { 'words.weight': [100, 8] }, classNames })).toEqual([]);
    for (const name of [
      'embed_tokens.weight',
      'transformer.wte.weight',
      'word_embeddings.weight',
    ]) {
      expect(layers({ parameters: { [name]: [100, 8] } })).toEqual([]);
    }
  });

  test('is a layer in a frozen model, where it has no name', () => {
    expect(layers({ parameters: { 'CONSTANTS.c0': [40, 10] } })).toMatchObject([
      { kind: 'linear', inFeatures: 10, outFeatures: 40 },
    ]);
  });
});

describe('a weight of more dimensions', () => {
  test('is a convolution', () => {
    expect(layers({ parameters: { 'conv.weight': [64, 3, 7, 7] } })).toEqual([
      {
        kind: 'convolution',
        outChannels: 64,
        kernel: [7, 7],
        isTransposed: false,
        isDepthwise: false,
      },
    ]);
  });

  test('may be of sound or of volumes', () => {
    const parameters = { 'a.weight': [8, 1, 9], 'b.weight': [8, 4, 3, 3, 3] };
    expect(layers({ parameters })).toMatchObject([{ kernel: [9] }, { kernel: [3, 3, 3] }]);
  });

  test('has its output second where the convolution goes the other way', () => {
    const classNames = { up: 'torch.nn.modules.conv.ConvTranspose2d' };
    expect(layers({ parameters: { 'up.weight': [64, 32, 2, 2] }, classNames })).toMatchObject([
      { outChannels: 32, isTransposed: true },
    ]);
  });

  test('with one channel for each kernel is depthwise', () => {
    expect(layers({ parameters: { 'dw.weight': [96, 1, 3, 3] } })).toMatchObject([
      { isDepthwise: true },
    ]);
  });
});

test('biases, normalisations and tables of positions are no layers', () => {
  const parameters = {
    'linear.bias': [40],
    'norm.weight': [40],
    position_table: [1, 196, 384],
    'scale.weight': [],
    'empty.weight': [0, 4],
  };
  expect(layers({ parameters })).toEqual([]);
});

test('a head that shares its weight with the embedding is a layer', () => {
  const model = testModel({ parameters: { 'wte.weight': [100, 8], 'lm_head.weight': [100, 8] } });
  const [embedding, head] = model.tensors;
  if (embedding === undefined || head === undefined) throw new Error('two tensors were made');
  const tied = { ...model, tensors: [embedding, { ...head, sameAs: embedding.name }] };
  expect(layersOf(tied)).toMatchObject([{ kind: 'linear', outFeatures: 100 }]);
});
