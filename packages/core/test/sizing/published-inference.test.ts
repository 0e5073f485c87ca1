import { describe, expect, test } from 'vitest';

import { acceleratorKind, usableBytes } from '../../src/accelerators/accelerator-kinds.ts';
import { judgeFit, type MemoryEstimate } from '../../src/size/memory-estimate.ts';
import { estimateServing } from '../../src/size/serving/estimate-serving.ts';
import { testModel } from '../../src/test-support/test-model.ts';
import { type Fact, numberOf, readFacts, textOf } from '../facts/read-facts.ts';

const facts = readFacts('inference-memory.csv');

/** A prompt and fifty new tokens. */
const sequenceLength = 100;

/** A model of the published shape, its weights together as many as were published. */
function estimateOf(fact: Fact): MemoryEstimate {
  const [layers, hidden] = [numberOf(fact, 'layers'), numberOf(fact, 'hiddenSize')];
  const feedForward = numberOf(fact, 'feedForward');
  const vocabulary = numberOf(fact, 'vocabularySize');
  const ups = textOf(fact, 'gated') === 'yes' ? ['gate_proj', 'up_proj'] : ['up_proj'];
  const parameters: Record<string, readonly number[]> = { 'lm_head.weight': [vocabulary, hidden] };
  for (let layer = 0; layer < layers; layer += 1) {
    parameters[`layers.${layer}.attn.q_proj.weight`] = [hidden, hidden];
    parameters[`layers.${layer}.attn.o_proj.weight`] = [hidden, hidden];
    for (const name of ['k_proj', 'v_proj']) {
      parameters[`layers.${layer}.attn.${name}.weight`] = [
        numberOf(fact, 'keyValueFeatures'),
        hidden,
      ];
    }
    for (const up of ups) parameters[`layers.${layer}.mlp.${up}.weight`] = [feedForward, hidden];
    parameters[`layers.${layer}.mlp.down_proj.weight`] = [hidden, feedForward];
  }
  const known = Object.values(parameters).reduce((sum, [a = 0, b = 0]) => sum + a * b, 0);
  parameters['embed_tokens.weight'] = [1, numberOf(fact, 'parameters') - known];
  const model = testModel({ parameters, dtype: 'bfloat16' });
  const inputs = [{ datatype: 'INT64', shape: [-1, sequenceLength] }] as const;
  return estimateServing({ model, inputs, sequenceLength });
}

const a100 = acceleratorKind('A100-40GB');
if (a100 === undefined) throw new Error('there is no A100');
const usable = usableBytes(a100);

const named = (ended: string): [string, Fact][] =>
  facts.filter((fact) => fact['ended'] === ended).map((fact) => [textOf(fact, 'name'), fact]);

describe('generating text on one A100 of 40 GB', () => {
  test.each(named('ran'))('takes what was published, within 8 percent: %s', (_, fact) => {
    const { terms } = estimateOf(fact);
    // What PyTorch allocates: software of the device and the server is not in that figure.
    const allocated = terms
      .filter(({ name }) => ['weights', 'activations', 'keys and values', 'inputs'].includes(name))
      .reduce((sum, { bytes }) => sum + bytes, 0);
    const ratio = allocated / (numberOf(fact, 'peakGb') * 1e9);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.08);
  });

  test.each(named('ran'))('is said to be possible where it was: %s', (_, fact) => {
    expect(judgeFit(estimateOf(fact), usable)).not.toBe('too large');
  });

  test.each(named('out of memory'))('is said to be impossible where it was not: %s', (_, fact) => {
    expect(judgeFit(estimateOf(fact), usable)).toBe('too large');
  });

  test('was published of models on both sides of the limit', () => {
    expect(named('ran').length).toBeGreaterThanOrEqual(4);
    expect(named('out of memory').length).toBeGreaterThanOrEqual(3);
  });
});
