import { describe, expect, test } from 'vitest';

import { failureOf } from '../../test-support/failure-of.ts';
import { estimateTraining, type TrainingJob } from './estimate-training.ts';

const job = { parameters: 7e9, tokens: 1e12, accelerator: 'A100-80GB', gpus: 64 };
const estimate = (given: Partial<TrainingJob> = {}): ReturnType<typeof estimateTraining> =>
  estimateTraining({ ...job, ...given });

describe('an estimate of a training', () => {
  test('says whether it fits, and on how many machines it runs', () => {
    expect(estimate()).toMatchObject({ fit: 'fits', nodes: 8 });
    expect(estimate({ gpus: 65 }).nodes).toBe(9);
    expect(estimate({ gpus: 64, gpusPerNode: 4 }).nodes).toBe(16);
    expect(estimate({ sharding: 'ddp' }).fit).toBe('too large');
    expect(estimate({ accelerator: 'A100-40GB', microBatchSize: 8 }).fit).toBe('too large');
  });

  test('has memory, time and shape from one and the same guess', () => {
    const { shape, memory, time } = estimate();
    const given = estimate({ shape });
    expect({ shape: given.shape, memory: given.memory, time: given.time }).toEqual({
      shape,
      memory,
      time,
    });
  });

  test('costs what its GPU hours cost, and nothing is said without a price', () => {
    const { costInUsd, time } = estimate({ usdPerGpuHour: 2.5 });
    expect(costInUsd?.typical).toBeCloseTo(2.5 * time.gpuHours.typical, 3);
    expect(costInUsd?.high).toBeCloseTo(2.5 * time.gpuHours.high, 3);
    expect(estimate().costInUsd).toBeUndefined();
  });

  test('saves checkpoints in shares, and as often as loses least', () => {
    const { checkpoint, failures } = estimate({ nodeMtbfInDays: 80 });
    expect(checkpoint).toMatchObject({ bytes: 7e9 * 14, bytesPerParameter: 14 });
    expect(checkpoint.savingInHours).toBeCloseTo((7e9 * 14) / 8 / 1e9 / 3600, 10);
    expect(failures.jobMtbfInHours).toBeCloseTo(240, 10);
    expect(checkpoint.intervalInHours).toBeCloseTo(
      Math.sqrt(2 * checkpoint.savingInHours * 240),
      10,
    );
    expect(failures.goodput).toBeGreaterThan(0.98);
  });

  test('gets ahead less on more machines, and where restarts are slow', () => {
    const usual = estimate().failures.goodput;
    expect(estimate({ gpus: 4096 }).failures.goodput).toBeLessThan(usual);
    expect(estimate({ restartInHours: 5 }).failures.goodput).toBeLessThan(usual);
  });

  test('has smaller checkpoints where fewer bytes are kept of each parameter', () => {
    const { checkpoint } = estimate({ checkpointBytesPerParameter: 10 });
    expect(checkpoint.bytes).toBe(70e9);
  });

  test('is refused for an accelerator that nobody knows', async () => {
    expect(await failureOf(() => estimate({ accelerator: 'X1' }))).toMatchObject({
      code: 'ACCELERATOR_UNKNOWN',
    });
  });
});
