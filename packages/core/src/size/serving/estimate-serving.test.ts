import { describe, expect, test } from 'vitest';

import { testModel } from '../../test-support/test-model.ts';
import type { MemoryEstimate, MemoryTerm } from '../memory-estimate.ts';
import { estimateServing } from './estimate-serving.ts';

const gib = 2 ** 30;
const perceptron = testModel({
  parameters: { 'up.weight': [4096, 1024], 'down.weight': [10, 4096] },
});
const rows = [{ datatype: 'FP32', shape: [-1, 1024] }] as const;

function termOf({ terms }: MemoryEstimate, name: string): MemoryTerm {
  const found = terms.find((term) => term.name === name);
  if (found === undefined)
    throw new Error(`no "${name}" in ${terms.map((term) => term.name).join()}`);
  return found;
}

const namesOf = ({ terms }: MemoryEstimate): string[] => terms.map(({ name }) => name);

describe('serving on a GPU', () => {
  const estimate = estimateServing({ model: perceptron, inputs: rows, batchSize: 64 });

  test('takes weights, a run, and what software takes', () => {
    expect(namesOf(estimate)).toEqual([
      'weights',
      'inputs',
      'activations',
      'workspaces of libraries',
      'fragmentation',
      'CUDA context and libraries',
      'the server’s pool',
    ]);
    expect(estimate.label).toBe('estimate');
  });

  test('says of each term how it came about, where from, and how well it is known', () => {
    for (const term of estimate.terms) {
      expect(term.formula).not.toBe('');
      expect(term.source).not.toBe('');
      expect(term.lowBytes).toBeLessThanOrEqual(term.bytes);
      expect(term.bytes).toBeLessThanOrEqual(term.highBytes);
    }
    const kinds = Object.groupBy(estimate.terms, ({ kind }) => kind);
    expect(kinds.computed?.map(({ name }) => name)).toEqual([
      'weights',
      'inputs',
      'the server’s pool',
    ]);
    expect(kinds.measured).toBeUndefined();
  });

  test('grows with the batch by what a row takes', () => {
    const larger = estimateServing({ model: perceptron, inputs: rows, batchSize: 128 });
    const run = (of: MemoryEstimate): number =>
      termOf(of, 'inputs').bytes + termOf(of, 'activations').bytes;
    expect(run(larger)).toBe(2 * run(estimate));
    expect(termOf(larger, 'weights')).toEqual(termOf(estimate, 'weights'));
    expect(run(estimate)).toBe(64 * 4 * (1024 + 2 * 4096));
  });

  test('takes half in 16 bits, but for what the user sends', () => {
    const half = estimateServing({
      model: perceptron,
      inputs: rows,
      batchSize: 64,
      dtype: 'float16',
    });
    expect(termOf(half, 'activations').bytes).toBe(termOf(estimate, 'activations').bytes / 2);
    expect(termOf(half, 'weights').lowBytes).toBe(termOf(estimate, 'weights').lowBytes / 2);
    expect(termOf(half, 'inputs').bytes).toBe(termOf(estimate, 'inputs').bytes);
  });

  test('of a model in 16 bits has activations in 16 bits', () => {
    const parameters = { 'up.weight': [4096, 1024], 'down.weight': [10, 4096] };
    const model = testModel({ parameters, dtype: 'bfloat16' });
    const half = estimateServing({ model, inputs: rows, batchSize: 64 });
    expect(termOf(half, 'activations').bytes).toBe(termOf(estimate, 'activations').bytes / 2);
  });

  test('asks for more scratch space where there are convolutions', () => {
    const inputs = [{ datatype: 'FP32', shape: [-1, 3, 32, 32] }] as const;
    const model = testModel({ parameters: { 'conv.weight': [16, 3, 3, 3] } });
    const workspace = termOf(estimateServing({ model, inputs }), 'workspaces of libraries');
    expect(workspace.bytes).toBeGreaterThan(termOf(estimate, 'workspaces of libraries').bytes);
  });

  test('of a model of which nothing is known has a range, and says why', () => {
    const unknown = estimateServing({ model: testModel({ storageBytes: gib }) });
    expect(unknown.bytes).toBeGreaterThan(2 * gib);
    expect(unknown.highBytes - unknown.lowBytes).toBeGreaterThan(gib);
  });

  test('says when it assumed how long a text is', () => {
    const inputs = [{ datatype: 'INT64', shape: [-1, -1] }] as const;
    const assumed = termOf(estimateServing({ model: perceptron, inputs }), 'inputs');
    expect(assumed).toMatchObject({
      kind: 'rule of thumb',
      source: expect.stringContaining('512'),
    });
    const given = estimateServing({ model: perceptron, inputs, sequenceLength: 100 });
    expect(termOf(given, 'inputs')).toMatchObject({ kind: 'computed', formula: '1 × 100' });
  });
});

describe('a decoder', () => {
  const model = testModel({
    parameters: {
      'layers.0.k_proj.weight': [256, 1024],
      'layers.1.k_proj.weight': [256, 1024],
      'lm_head.weight': [1000, 1024],
    },
  });
  const tokens = [{ datatype: 'INT64', shape: [-1, 1] }] as const;
  const setup = { model, inputs: tokens, batchSize: 3, sequenceLength: 100 };
  const once = 2 * 2 * 256 * 100 * 3 * 4;

  test('keeps keys and values of every token, layer and row', () => {
    const cache = termOf(estimateServing(setup), 'keys and values');
    expect(cache).toMatchObject({ bytes: once, source: expect.stringContaining('names') });
  });

  test('that is handed its cache makes a longer one while the given one lives', () => {
    const inputs = [...tokens, { datatype: 'FP32', shape: [2, 2, -1, 4, 100, 64] }] as const;
    const cache = termOf(estimateServing({ ...setup, inputs }), 'keys and values');
    expect(cache.bytes).toBe(2 * once);
  });

  test('can be described where its names say nothing', () => {
    const decoder = { layers: 10, keyValueHeads: 8, headSize: 128 };
    const described = estimateServing({ ...setup, model: perceptron, decoder });
    expect(termOf(described, 'keys and values').bytes).toBe(2 * 10 * 1024 * 100 * 3 * 4);
  });

  test('keeps nothing where somebody says so, and an encoder never does', () => {
    expect(namesOf(estimateServing({ ...setup, decoder: 'none' }))).not.toContain(
      'keys and values',
    );
    expect(namesOf(estimateServing({ ...setup, model: perceptron }))).not.toContain(
      'keys and values',
    );
  });
});

describe('recurrent layers', () => {
  test('have their weights a second time, in one piece', () => {
    const parameters = { 'lstm.weight_ih_l0': [512, 128], 'lstm.weight_hh_l0': [512, 128] };
    const estimate = estimateServing({ model: testModel({ parameters }) });
    expect(termOf(estimate, 'packed recurrent weights').bytes).toBe(2 * 512 * 128 * 4);
  });
});

describe('a peak that was measured', () => {
  const measured = { peakBytes: 5 * gib, batchSize: 1 };
  const model = testModel({ storageBytes: 3 * gib });

  test('replaces weights and run, and is exact', () => {
    const estimate = estimateServing({ model, measured });
    expect(estimate.label).toBe('measured');
    expect(namesOf(estimate)).toEqual([
      'peak of a run',
      'CUDA context and libraries',
      'the server’s pool',
    ]);
    expect(estimate.terms[0]).toMatchObject({
      kind: 'measured',
      bytes: 5 * gib,
      lowBytes: 5 * gib,
      highBytes: 5 * gib,
    });
  });

  test('grows with a larger batch by what is above the weights', () => {
    const estimate = estimateServing({ model, measured, batchSize: 4 });
    expect(termOf(estimate, 'a larger batch').bytes).toBe(3 * 2 * gib);
  });

  test('does not shrink for a smaller batch', () => {
    const estimate = estimateServing({ model, measured: { ...measured, batchSize: 8 } });
    expect(termOf(estimate, 'peak of a run').bytes).toBe(5 * gib);
    expect(namesOf(estimate)).not.toContain('a larger batch');
  });
});

describe('serving without a GPU', () => {
  const estimate = estimateServing({ model: perceptron, inputs: rows, device: 'cpu' });

  test('takes RAM for the weights, a run, the process and the system, and nothing of CUDA’s', () => {
    expect(namesOf(estimate)).toEqual([
      'weights',
      'inputs',
      'activations',
      'the server’s process',
      'the operating system',
    ]);
  });

  test('has its weights as large as in the file: nothing rounds them up', () => {
    expect(termOf(estimate, 'weights').bytes).toBe(4 * (4096 * 1024 + 10 * 4096));
  });
});
