import { describe, expect, test } from 'vitest';

import { failureOf } from '../../test-support/failure-of.ts';
import { type TimeRequest, trainingTime } from './training-time.ts';

const llama = {
  parameters: 6.7e9,
  tokens: 1e12,
  sequenceLength: 2048,
  layers: 32,
  hiddenSize: 4096,
  accelerator: 'A100-80GB',
  gpus: 512,
  activationCheckpointing: false,
};
const time = (given: Partial<TimeRequest> = {}): ReturnType<typeof trainingTime> =>
  trainingTime({ ...llama, ...given });

describe('the time of a training', () => {
  test('is near what LLaMA-7B took: 82,432 GPU hours', () => {
    expect(time().gpuHours.typical / 82_432).toBeCloseTo(0.96, 2);
    expect(time().days.typical).toBeCloseTo(time().gpuHours.typical / 512 / 24, 6);
  });

  test('is a range that covers what the worst foretold training took', () => {
    const { low, typical, high } = time().gpuHours;
    expect(low * 1.35).toBeCloseTo(typical, 6);
    expect(high * 0.65).toBeCloseTo(typical, 6);
  });

  test('halves with twice the GPUs, and GPU hours stay', () => {
    expect(time({ gpus: 1024 }).days.typical * 2).toBeCloseTo(time().days.typical, 6);
    expect(time({ gpus: 1024 }).gpuHours).toEqual(time().gpuHours);
  });

  test('is longer where activations are computed again', () => {
    const again = time({ activationCheckpointing: true }).gpuHours.typical;
    expect(again / time().gpuHours.typical).toBeGreaterThan(1.5);
  });

  test('of a family is that of its smallest', () => {
    expect(time({ accelerator: 'A100' }).gpuHours).toEqual(time().gpuHours);
    expect(time().remarks).toEqual([]);
  });

  test('on H100s is shorter than on A100s, by less than their peaks say', () => {
    const { gpuHours, remarks } = time({ accelerator: 'H100-80GB' });
    const ratio = time().gpuHours.typical / gpuHours.typical;
    expect(ratio).toBeCloseTo((989 / 312) * 0.68, 6);
    expect(remarks).toEqual([expect.stringContaining('0.68')]);
  });

  test('on a GPU that nobody reported of has a range twice as wide, and says so', () => {
    const { gpuHours, remarks } = time({ accelerator: 'L40S' });
    expect(gpuHours.high / gpuHours.typical).toBeCloseTo(2 / 0.65, 6);
    expect(gpuHours.low / gpuHours.typical).toBeCloseTo(1 / 2 / 1.35, 6);
    expect(remarks).toEqual([expect.stringContaining('L40S')]);
  });

  test('rests on a utilisation of one’s own where that is given', () => {
    const utilisation = { typical: 0.1, low: 0.1, high: 0.1, runs: ['ours'] };
    const { gpuHours, flops } = time({ utilisation });
    expect(gpuHours.typical).toBeCloseTo(flops / 31.2e12 / 3600, 3);
  });

  test.each([
    ['TPU-v5', /no facts about an accelerator "TPU-v5"/],
    ['RTX-PRO-6000', /No source says how fast RTX-PRO-6000/],
  ])('on %s is not guessed', async (accelerator, message) => {
    const error = await failureOf(() => time({ accelerator }));
    expect(error).toMatchObject({ code: 'ACCELERATOR_UNKNOWN', data: { accelerator } });
    expect(error.message).toMatch(message);
  });
});
