import { describe, expect, test } from 'vitest';

import { acceleratorKind, peakTflopsOf } from '../../accelerators/accelerator-kinds.ts';
import { publishedRuns } from './published-runs.ts';
import {
  a100Tflops,
  publishedUtilisation,
  relativeUtilisation,
  trainingFlops,
  utilisationOf,
} from './utilisation.ts';

const gpt3 = {
  parameters: 175e9,
  tokens: 300e9,
  sequenceLength: 2048,
  layers: 96,
  hiddenSize: 12_288,
};

describe('operations of a training', () => {
  test('are those published for GPT-3: 3.14·10²³', () => {
    expect(trainingFlops(gpt3) / 3.14e23).toBeCloseTo(1.03, 2);
  });

  test('grow with the length of rows by attention alone', () => {
    const longer = trainingFlops({ ...gpt3, sequenceLength: 4096 }) - trainingFlops(gpt3);
    expect(longer / (12 * 96 * 12_288 * 2048 * 300e9)).toBeCloseTo(1, 10);
  });
});

describe('utilisation', () => {
  test('is of the A100’s peak, as the table of GPUs has it', () => {
    const a100 = acceleratorKind('A100-80GB');
    expect(a100 && peakTflopsOf(a100)).toBe(a100Tflops);
  });

  test('of LLaMA-13B is what others have computed: 0.51 without attention, more with it', () => {
    const run = publishedRuns.find(({ name }) => name === 'LLaMA-13B');
    expect(run && utilisationOf({ ...run, layers: 0 })).toBeCloseTo(0.514, 2);
    expect(run && utilisationOf(run)).toBeGreaterThan(0.52);
  });

  test('is lower where activations are computed again', () => {
    const [again, kept] = [publishedUtilisation(true), publishedUtilisation(false)];
    expect(again.typical).toBeCloseTo(0.305, 3);
    expect(kept.typical).toBeCloseTo(0.489, 3);
    // What is computed again is a third more, and does not count.
    expect(kept.typical / again.typical).toBeGreaterThan(4 / 3);
  });

  test('has a range, and names the trainings that it rests on', () => {
    const { typical, low, high, runs } = publishedUtilisation(true);
    expect(low).toBeLessThan(typical);
    expect(typical).toBeLessThan(high);
    expect(runs).toEqual([
      'OPT-175B',
      'BLOOM-176B',
      'GLM-130B',
      'GPT-NeoX-20B',
      'MPT-7B',
      'Pythia-1B',
    ]);
    expect(runs.length + publishedUtilisation(false).runs.length).toBe(publishedRuns.length);
  });

  test('of other GPUs is known where somebody measured both', () => {
    expect(relativeUtilisation('A100-40GB')).toBe(1);
    expect(relativeUtilisation('H100-80GB')).toBe(0.68);
    expect(relativeUtilisation('B200')).toBeUndefined();
    expect(relativeUtilisation('TPU')).toBeUndefined();
  });
});
