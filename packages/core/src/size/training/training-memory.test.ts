import { describe, expect, test } from 'vitest';

import type { MemoryEstimate } from '../memory-estimate.ts';
import { trainingMemory } from './training-memory.ts';
import type { Sharding, TrainingSetup } from './training-setup.ts';

const memory = (given: Partial<TrainingSetup> = {}): MemoryEstimate =>
  trainingMemory({ parameters: 7e9, gpus: 8, ...given });

describe('memory of a training', () => {
  test('is a list of terms, each with its origin and a range around it', () => {
    const { terms, label } = memory();
    expect(label).toBe('estimate');
    expect(terms.map(({ name }) => name)).toEqual([
      'weights',
      'gradients',
      'optimizer states',
      'communication',
      'activations',
      'logits and loss',
      'CUDA context and libraries',
    ]);
    for (const { formula, source, lowBytes, bytes, highBytes } of terms) {
      expect(formula.length * source.length).toBeGreaterThan(0);
      expect(lowBytes).toBeLessThanOrEqual(bytes);
      expect(bytes).toBeLessThanOrEqual(highBytes);
    }
  });

  test('falls from stage to stage of sharing', () => {
    const stages: readonly Sharding[] = ['ddp', 'zero1', 'zero2', 'zero3'];
    const bytes = stages.map((sharding) => memory({ sharding }).bytes);
    expect(bytes).toEqual(bytes.toSorted((a, b) => b - a));
    expect(new Set(bytes).size).toBe(4);
  });

  test('falls with more GPUs where they share, and not where they do not', () => {
    expect(memory({ gpus: 64 }).bytes).toBeLessThan(memory().bytes);
    expect(memory({ gpus: 64, sharding: 'ddp' }).bytes).toBe(memory({ sharding: 'ddp' }).bytes);
  });

  test('grows in proportion to the tokens of one GPU, in its activations and logits alone', () => {
    const ofTokens = (given: Partial<TrainingSetup>): number =>
      memory(given)
        .terms.filter(({ name }) => name === 'activations' || name === 'logits and loss')
        .reduce((sum, { bytes }) => sum + bytes, 0);
    const added = memory({ microBatchSize: 3 }).bytes - memory().bytes;
    expect(added).toBe(2 * ofTokens({}));
    expect(memory({ sequenceLength: 6144 }).bytes).toBe(memory({ microBatchSize: 3 }).bytes);
  });

  test('is less where activations are computed again, the more so the more layers there are', () => {
    const saved = (layers: number): number => {
      const shape = { layers, hiddenSize: 4096 };
      return memory({ shape }).bytes - memory({ shape, activationCheckpointing: true }).bytes;
    };
    expect(saved(32)).toBeGreaterThan(0);
    expect(saved(64)).toBeGreaterThan(1.9 * saved(32));
  });

  test('is more without FlashAttention, with the square of the length', () => {
    const scores = (sequenceLength: number): number =>
      memory({ sequenceLength, writesScores: true }).bytes - memory({ sequenceLength }).bytes;
    expect(scores(4096) / scores(2048)).toBeCloseTo(4, 6);
  });
});
