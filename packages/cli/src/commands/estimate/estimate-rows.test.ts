import { describe, expect, test } from 'vitest';

import { estimateRows } from './estimate-rows.ts';

const job = { parameters: 7e9, tokens: 1e12, accelerator: 'A100-80GB' };
const gpusOf = (...request: Parameters<typeof estimateRows>): number[] =>
  estimateRows(...request).rows.map(({ gpus }) => gpus);

describe('rows of GPUs', () => {
  test('begin where it first fits, and double', () => {
    const { chosen, rows } = estimateRows({ ...job, parameters: 60e9 }, undefined);
    expect(rows.map(({ gpus }) => gpus)).toEqual([32, 64, 128, 256, 512, 1024]);
    expect(chosen).toBe(rows[0]);
    expect(estimateRows({ ...job, parameters: 60e9 }, 16).chosen.estimate.fit).toBe('too large');
  });

  test('lie around the number that was asked for', () => {
    expect(gpusOf(job, 992)).toEqual([248, 496, 992, 1984, 3968]);
    expect(estimateRows(job, 992).chosen.gpus).toBe(992);
  });

  test('are of whole GPUs', () => {
    expect(gpusOf(job, 3)).toEqual([3, 6, 12]);
    expect(gpusOf(job, 1)).toEqual([1, 2, 4]);
  });

  test('show by how much it does not fit where it never does', () => {
    const { rows, chosen } = estimateRows({ ...job, parameters: 70e9, sharding: 'ddp' }, undefined);
    expect(rows).toEqual([chosen]);
    expect(chosen.estimate.fit).toBe('too large');
  });
});
