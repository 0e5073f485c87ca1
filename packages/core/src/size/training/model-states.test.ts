import { describe, expect, test } from 'vitest';

import { communicationTerm, modelStateTerms } from './model-states.ts';
import { completeSetup, type Sharding, type TrainingSetup } from './training-setup.ts';

function stateBytes(setup: TrainingSetup): number {
  return modelStateTerms(completeSetup(setup)).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** ZeRO, arXiv:1910.02054, table 1: gigabytes for each GPU, of 7.5, 128 and 1000 billion parameters. */
const published: readonly (readonly [number, number, Sharding, number])[] = [
  [7.5, 1, 'zero1', 120],
  [7.5, 4, 'zero1', 52.5],
  [7.5, 16, 'zero1', 35.6],
  [7.5, 64, 'zero1', 31.4],
  [7.5, 4, 'zero2', 41.3],
  [7.5, 16, 'zero2', 21.6],
  [7.5, 64, 'zero2', 16.6],
  [7.5, 4, 'zero3', 30],
  [7.5, 64, 'zero3', 1.88],
  [128, 64, 'zero1', 536],
  [128, 64, 'zero2', 284],
  [128, 64, 'zero3', 32],
  [1000, 1024, 'zero1', 4011],
  [1000, 1024, 'zero2', 2013],
  [1000, 1024, 'zero3', 15.6],
];

describe('weights, gradients and optimizer states', () => {
  test.each(published)(
    '%d·10⁹ parameters on %d GPUs by %s: %d GB',
    (billions, gpus, sharding, gb) => {
      const bytes = stateBytes({ parameters: billions * 1e9, gpus, sharding });
      expect(Math.abs(bytes / 1e9 / gb - 1)).toBeLessThan(0.005);
    },
  );

  test.each(['mixed', 'float32'] as const)('are 16 bytes for each parameter in %s', (precision) => {
    expect(stateBytes({ parameters: 1e9, gpus: 8, sharding: 'ddp', precision })).toBe(16e9);
  });

  test('are all there on one GPU, whatever would be shared', () => {
    for (const sharding of ['ddp', 'zero1', 'zero2', 'zero3'] as const) {
      expect(stateBytes({ parameters: 1e9, gpus: 1, sharding })).toBe(16e9);
    }
  });
});

describe('what GPUs send to each other', () => {
  const bytes = (setup: Partial<TrainingSetup>): number =>
    communicationTerm(completeSetup({ parameters: 7e9, gpus: 8, ...setup })).bytes;

  test('is nothing on one GPU', () => {
    expect(bytes({ gpus: 1 })).toBe(0);
  });

  test('is the gradients a second time by DDP', () => {
    expect(bytes({ sharding: 'ddp' })).toBe(14e9);
    expect(bytes({ sharding: 'ddp', precision: 'float32' })).toBe(28e9);
  });

  test('is two buckets by ZeRO 1 and 2, of no more than there is', () => {
    expect(bytes({ sharding: 'zero1' })).toBe(2 * 2 * 5e8);
    expect(bytes({ sharding: 'zero2', parameters: 1e8 })).toBe(2 * 2 * 1e8);
  });

  test('is whole layers by ZeRO 3, not the whole model', () => {
    const gathered = bytes({ sharding: 'zero3' });
    expect(gathered).toBeGreaterThan((2 * 7e9) / 33);
    expect(gathered).toBeLessThan((2 * 7e9) / 4);
    expect(bytes({ sharding: 'zero3', gpus: 512 })).toBe(gathered);
  });
});
