import { describe, expect, test } from 'vitest';

import type { RehearsalReport } from '../../target/rehearsal.ts';
import { testModel } from '../../test-support/test-model.ts';
import { servingNeed } from './serving-need.ts';

const gib = 2 ** 30;
const model = testModel({ storageBytes: gib });
const modelPackage = { signature: { inputs: [], outputs: [] } };

const passed = {
  outcome: 'passed',
  outputs: [],
  answers: [],
  isDeterministic: true,
  batching: 'not-tried',
  torchVersion: '2.13.0',
  durationInMs: 1,
  peakMemoryBytes: 2 * gib,
} as const satisfies RehearsalReport;

const need = (rehearsal?: RehearsalReport, maxBatchSize?: number): ReturnType<typeof servingNeed> =>
  servingNeed({ model, modelPackage, rehearsal, maxBatchSize });

describe('what a model needs', () => {
  const estimated = need();

  test('is estimated without a rehearsal, and with one that told nothing', () => {
    expect(need({ outcome: 'not-possible', reason: '', hint: '' })).toEqual(estimated);
    expect(estimated.memoryBytes).toBeGreaterThan(2 * gib);
  });

  test('in RAM is what a rehearsal on a CPU took; on a GPU it stays an estimate', () => {
    const rehearsed = need(passed);
    expect(rehearsed.memoryBytes).toBe(estimated.memoryBytes);
    expect(rehearsed.hostMemoryBytes).toBe(2 * gib + 1.5 * gib);
  });

  test('on a GPU is what a rehearsal on one took; in RAM it stays an estimate', () => {
    const rehearsed = need({ ...passed, peakDeviceMemoryBytes: 7 * gib });
    expect(rehearsed.hostMemoryBytes).toBe(estimated.hostMemoryBytes);
    expect(rehearsed.memoryBytes - 7 * gib).toBeGreaterThan(gib);
    expect(rehearsed.memoryBytes - 7 * gib).toBeLessThan(2 * gib);
  });

  test('grows with the batch from the three rows that were tried', () => {
    const report = { ...passed, batching: 'equal', peakDeviceMemoryBytes: 4 * gib } as const;
    const grown = need(report, 12).memoryBytes - need(report, 3).memoryBytes;
    expect(grown).toBe(3 * 3 * gib);
    expect(need(report, 1)).toEqual(need(report, 3));
  });
});
