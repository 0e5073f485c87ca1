import { describe, expect, test } from 'vitest';

import { testModel } from '../../test-support/test-model.ts';
import { layersOf } from './layers.ts';
import { linearElements, type LinearRequest } from './linear-elements.ts';

function elements(
  parameters: Readonly<Record<string, readonly number[]>>,
  request: Partial<LinearRequest> = {},
): ReturnType<typeof linearElements> {
  const layers = layersOf(testModel({ parameters }));
  return linearElements({ layers, rows: 1, batchSize: 1, writesScores: undefined, ...request });
}

const attention = { 'q.weight': [64, 64], 'k.weight': [64, 64], 'v.weight': [64, 64] };
const feedForward = { 'mlp.up.weight': [256, 64], 'mlp.down.weight': [64, 256] };

describe('the widest moment of linear layers', () => {
  test('is the input and the output of one', () => {
    expect(elements({ 'head.weight': [1000, 64] })?.typical).toBe(1064);
  });

  test('is twice what lies between two: before and after the activation function', () => {
    expect(elements(feedForward)?.typical).toBe(2 * 256);
  });

  test('is three times that where two layers are multiplied', () => {
    const gated = { ...feedForward, 'mlp.gate.weight': [256, 64] };
    expect(elements(gated)?.typical).toBe(3 * 256);
  });

  test('is of all rows', () => {
    expect(elements(feedForward, { rows: 100 })?.typical).toBe(100 * 2 * 256);
  });

  test('has the residual stream beside it where there is attention', () => {
    expect(elements({ ...attention, ...feedForward })?.typical).toBe(64 + 2 * 256);
    const joined = { 'c_attn.weight': [192, 64], ...feedForward };
    expect(elements(joined)?.typical).toBe(64 + 2 * 256);
  });

  test('does not exist without linear layers', () => {
    expect(elements({ 'conv.weight': [8, 3, 3, 3] })).toBeUndefined();
  });
});

describe('scores of attention', () => {
  const rows = { rows: 2 * 4096, batchSize: 2 };
  const scores = 2 * 1 * 4096 * 2 * 4096;

  test('count where they are written out, and grow with the square of the length', () => {
    const written = elements({ ...attention, ...feedForward }, { ...rows, writesScores: true });
    expect(written?.typical).toBe(scores + rows.rows * 2 * 64);
  });

  test('do not where they are not', () => {
    const fused = elements({ ...attention, ...feedForward }, { ...rows, writesScores: false });
    expect(fused?.typical).toBe(rows.rows * (64 + 2 * 256));
    expect(fused?.high).toBeLessThan(scores);
  });

  test('are in the range where nobody knows', () => {
    const unknown = elements({ ...attention, ...feedForward }, rows);
    expect(unknown?.typical).toBe(rows.rows * (64 + 2 * 256));
    expect(unknown?.high).toBeGreaterThan(scores);
  });
});
