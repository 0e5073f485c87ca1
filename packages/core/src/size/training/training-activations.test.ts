import { describe, expect, test } from 'vitest';

import { activationTerm, logitsTerm } from './training-activations.ts';
import { completeSetup, type CompleteSetup, type TrainingSetup } from './training-setup.ts';

const shape = { layers: 10, hiddenSize: 1000, attentionHeads: 10, vocabularySize: 50_000 };

function setup(given: Partial<TrainingSetup> = {}): CompleteSetup {
  const base = { parameters: 1e8, gpus: 8, shape, microBatchSize: 2, sequenceLength: 100 };
  return completeSetup({ ...base, ...given });
}

const activations = (given?: Partial<TrainingSetup>): number => activationTerm(setup(given)).bytes;
const logits = (given?: Partial<TrainingSetup>): number => logitsTerm(setup(given)).bytes;

describe('what the forward pass keeps', () => {
  test('is 32 bytes for each token, layer and element of the width', () => {
    expect(activations()).toBe(200 * 10 * 32 * 1000);
  });

  test('is 34 with dropout: Korthikanti et al., equation 1, without its scores', () => {
    expect(activations({ dropout: true })).toBe(200 * 10 * 34 * 1000);
  });

  test('has 5 bytes for each score where those are written: the rest of that equation', () => {
    const written = activations({ dropout: true, writesScores: true });
    expect(written).toBe(200 * 10 * (34 * 1000 + 5 * 10 * 100));
  });

  test('is twice as large in float32', () => {
    expect(activations({ precision: 'float32' })).toBe(2 * activations());
  });

  test('is the layers’ inputs and one layer where activations are computed again', () => {
    expect(activations({ activationCheckpointing: true })).toBe(200 * 1000 * (2 * 10 + 32));
  });

  test('does not depend on the number of GPUs', () => {
    expect(activations({ gpus: 1024 })).toBe(activations());
  });
});

describe('logits and loss', () => {
  test('are 10 bytes for each token and word, and 6 where the loss is fused', () => {
    expect(logits()).toBe(200 * 50_000 * 10);
    expect(logits({ fusedLoss: true })).toBe(200 * 50_000 * 6);
  });

  test('are 12 in float32, fused or not', () => {
    expect(logits({ precision: 'float32' })).toBe(200 * 50_000 * 12);
    expect(logits({ precision: 'float32', fusedLoss: true })).toBe(200 * 50_000 * 12);
  });
});
