import { describe, expect, test } from 'vitest';

import { testModel } from '../../test-support/test-model.ts';
import type { MemoryTerm } from '../memory-estimate.ts';
import { type ActivationRequest, activationTerms } from './activations.ts';
import type { SizedInput } from './input-sizes.ts';

const input = (shape: readonly number[], isFloating = true): SizedInput => ({
  shape,
  isFloating,
  bytes: 0,
});

function activations(
  parameters: Readonly<Record<string, readonly number[]>>,
  inputs: readonly SizedInput[],
  request: Partial<ActivationRequest> = {},
): MemoryTerm {
  const model = testModel({ parameters });
  const [term] = activationTerms({
    model,
    inputs,
    batchSize: 2,
    elementBytes: 4,
    writesScores: undefined,
    ...request,
  });
  if (term === undefined) throw new Error('there is always a term');
  return term;
}

const head = { 'head.weight': [10, 64] };

describe('activations', () => {
  test('are of every token of a text', () => {
    expect(activations(head, [input([2, 100], false)]).bytes).toBe(4 * 200 * 74);
  });

  test('are of every position of a sequence of features', () => {
    expect(activations(head, [input([2, 50, 64])]).bytes).toBe(4 * 100 * 74);
  });

  test('are of every row where there are features alone', () => {
    expect(activations(head, [input([2, 64])]).bytes).toBe(4 * 2 * 74);
  });

  test('are of the rows where nothing is known of what goes in', () => {
    expect(activations(head, []).bytes).toBe(4 * 2 * 74);
  });

  test('follow the longest of several inputs of tokens', () => {
    const inputs = [input([2, 10], false), input([2, 30], false), input([2, 64])];
    expect(activations(head, inputs).bytes).toBe(4 * 60 * 74);
  });

  test('of images are those of the convolutions where they are wider than the head', () => {
    const parameters = { 'stem.weight': [16, 3, 3, 3], ...head };
    expect(activations(parameters, [input([2, 3, 32, 32])])).toMatchObject({
      bytes: 4 * 3 * 2 * 32 * 32 * 16,
      formula: expect.stringContaining('first convolution'),
    });
  });

  test('of patches are those of the linear layers on each of them', () => {
    const parameters = {
      'patch.weight': [8, 3, 16, 16],
      'up.weight': [512, 8],
      'down.weight': [8, 512],
    };
    expect(activations(parameters, [input([2, 3, 64, 64])]).bytes).toBe(4 * 2 * 16 * 2 * 512);
  });

  test('have the size of the type they are computed in', () => {
    const half = activations(head, [input([2, 64])], { elementBytes: 2 });
    expect(half.bytes).toBe(2 * 2 * 74);
  });

  test('of a model without layers that could be recognised are a wide guess from its inputs', () => {
    const unknown = activations({}, [input([2, 1000])]);
    expect(unknown).toMatchObject({ bytes: 4 * 4 * 2000, kind: 'rule of thumb' });
    expect(unknown.formula).toContain('no layers were recognised');
    expect(unknown.highBytes).toBe(8 * unknown.bytes);
  });
});
