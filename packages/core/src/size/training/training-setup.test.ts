import { describe, expect, test } from 'vitest';

import { failureOf } from '../../test-support/failure-of.ts';
import { completeSetup, type TrainingSetup } from './training-setup.ts';

describe('the shape of a transformer', () => {
  /** Published: parameters, layers, width. */
  test.each([
    ['GPT-2 XL', 1.557e9, 48, 1600],
    ['GPT-3 13B', 13e9, 40, 5140],
    ['LLaMA-7B', 6.7e9, 32, 4096],
    ['LLaMA-33B', 32.5e9, 60, 6656],
    ['LLaMA-65B', 65.2e9, 80, 8192],
    ['OPT-175B', 175e9, 96, 12_288],
  ])('of %s is guessed well enough to size it', (_, parameters, layers, hiddenSize) => {
    const { shape } = completeSetup({ parameters, gpus: 8 });
    // Activations follow from this product.
    const ratio = (shape.layers * shape.hiddenSize) / (layers * hiddenSize);
    expect(ratio).toBeGreaterThan(0.6);
    expect(ratio).toBeLessThan(1.6);
  });

  test('is what was given, and guessed in the rest', () => {
    const setup = completeSetup({ parameters: 6.7e9, gpus: 8, shape: { layers: 32 } });
    expect(setup.shape).toEqual({
      layers: 32,
      hiddenSize: 4177,
      attentionHeads: 65,
      vocabularySize: 50_000,
    });
    const shape = { layers: 2, hiddenSize: 8, attentionHeads: 1, vocabularySize: 10 };
    const given = completeSetup({ parameters: 1000, gpus: 1, shape });
    expect(given).toMatchObject({ shape });
  });

  test('of a tiny model has at least one of everything', () => {
    const { shape } = completeSetup({ parameters: 1, gpus: 1 });
    expect(Object.values(shape).every((value) => value >= 1)).toBe(true);
  });
});

describe('a setup', () => {
  test('takes what is said with undefined for not said', () => {
    const setup = completeSetup({
      parameters: 1e9,
      gpus: 8,
      sharding: undefined,
      dropout: undefined,
    });
    expect(setup).toMatchObject({
      sharding: 'zero3',
      precision: 'mixed',
      microBatchSize: 1,
      sequenceLength: 2048,
      activationCheckpointing: false,
      writesScores: false,
      dropout: false,
      fusedLoss: false,
    });
  });

  test.each<[keyof TrainingSetup, number]>([
    ['parameters', 0],
    ['gpus', Number.NaN],
    ['gpus', -8],
    ['microBatchSize', 0],
    ['sequenceLength', Number.POSITIVE_INFINITY],
  ])('whose %s is %d is refused', async (name, value) => {
    const error = await failureOf(() => completeSetup({ parameters: 1e9, gpus: 8, [name]: value }));
    expect(error).toMatchObject({ code: 'TRAINING_SETUP_INVALID', data: { [name]: value } });
  });
});
