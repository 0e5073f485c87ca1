import { describe, expect, test } from 'vitest';

import { testModel } from '../../test-support/test-model.ts';
import { type DecoderShape, decoderShapeOf } from './decoder-shape.ts';

const shapeOf = (
  parameters: Readonly<Record<string, readonly number[]>>,
): DecoderShape | undefined => decoderShapeOf(testModel({ parameters }));

const llama = {
  'model.embed_tokens.weight': [32_000, 4096],
  'model.layers.0.self_attn.k_proj.weight': [1024, 4096],
  'model.layers.1.self_attn.k_proj.weight': [1024, 4096],
  'lm_head.weight': [32_000, 4096],
};

describe('a decoder', () => {
  test('is recognised by keys in numbered layers and a head of words', () => {
    expect(shapeOf(llama)).toEqual({ layers: 2, keyValueHeads: 1, headSize: 1024 });
  });

  test('may hold queries, keys and values in one, either way round', () => {
    const head = { 'lm_head.weight': [50_257, 768] };
    const expected = { layers: 1, keyValueHeads: 1, headSize: 768 };
    expect(shapeOf({ 'transformer.h.0.attn.c_attn.weight': [768, 2304], ...head })).toEqual(
      expected,
    );
    expect(shapeOf({ 'h.0.attn.c_attn.weight': [2304, 768], ...head })).toEqual(expected);
  });
});

describe('no decoder', () => {
  test('is a model without a head of words: an encoder, or a classifier', () => {
    const { 'lm_head.weight': _, ...encoder } = llama;
    expect(shapeOf(encoder)).toBeUndefined();
  });

  test('is a model with a head and no keys that it could keep', () => {
    expect(shapeOf({ 'lm_head.weight': [100, 8], 'layers.0.weight': [8, 8] })).toBeUndefined();
  });

  test('is a model of images', () => {
    expect(shapeOf({ 'conv.weight': [64, 3, 7, 7] })).toBeUndefined();
  });
});
