import type { TrainingJob } from '@torchrelay/core';
import { describe, expect, test } from 'vitest';

import type { Page } from '../../output/page.ts';
import { createStyle } from '../../output/style.ts';
import { chooseSymbols } from '../../output/symbols.ts';
import { chartLines, describeRange, memoryLines, remarkLines } from './describe-estimate.ts';
import { estimateRows } from './estimate-rows.ts';

function page(columns: number, LANG = 'C.UTF-8'): Page {
  const style = createStyle({ isColoured: false });
  return { columns, style, symbols: chooseSymbols({ LANG }) };
}

const job: Omit<TrainingJob, 'gpus'> = {
  parameters: 7e9,
  tokens: 1e12,
  accelerator: 'A100-80GB',
  usdPerGpuHour: 2,
};
const { chosen, rows } = estimateRows(job, 64);

/** Cells that a bar takes in each line but the titles. */
const bars = (lines: readonly string[], sign: string): number[] =>
  lines.slice(1).map((line) => line.split(sign).length - 1);

describe('the chart', () => {
  test('has a line for each number of GPUs, its bar as long as its days', () => {
    const lines = chartLines(rows, page(120));
    expect(lines).toHaveLength(1 + rows.length);
    expect(bars(lines, '█').slice(0, 4)).toEqual([24, 12, 6, 3]);
  });

  test('is drawn without Unicode where the terminal has none', () => {
    const lines = chartLines(rows, page(120, 'C'));
    expect(lines.join('')).not.toMatch(/[█▌▊]/);
    expect(bars(lines, '#')[0]).toBe(24);
  });

  test('has shorter bars on a narrow terminal, and none where there is no room', () => {
    const [title = ''] = chartLines(rows, page(0));
    const narrow = chartLines(rows, page(60));
    expect(bars(narrow, '█')[0]).toBeLessThan(24);
    expect(Math.max(...narrow.map(({ length }) => length))).toBeLessThanOrEqual(60);
    expect(bars(chartLines(rows, page(title.length)), '█')).toEqual(rows.map(() => 0));
  });

  test('says that a price is unknown rather than nothing', () => {
    const { usdPerGpuHour: _, ...free } = job;
    expect(chartLines(estimateRows(free, 64).rows, page(120))[1]).toContain('unknown');
  });
});

describe('the terms of memory', () => {
  test('say how each is known, and begin with the sum and whether it fits', () => {
    const [first, , ...terms] = memoryLines(chosen, page(200));
    expect(first).toMatch(
      /^Memory of each of 64 GPUs: [\d.]+ GiB \([\d.]+ GiB to [\d.]+ GiB\), fits$/,
    );
    expect(terms).toHaveLength(chosen.estimate.memory.terms.length);
    for (const term of terms) expect(term).toMatch(/ (computed|rule of thumb|measured) /);
  });

  test('of one GPU are not of several', () => {
    expect(memoryLines(estimateRows(job, 1).chosen, page(200))[0]).toContain('each of 1 GPU:');
  });

  test('end where the terminal does', () => {
    const [, ...lines] = memoryLines(chosen, page(60));
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
    expect(lines.join('')).toContain('…');
  });
});

describe('what stands below', () => {
  test('tells checkpoints, failures, and the trainings that days rest on', () => {
    const [checkpoints, basis, ...others] = remarkLines(chosen.estimate);
    expect(checkpoints).toMatch(/98\.0 GB.*every .* loses least.*gets ahead \d+ % of the time/);
    expect(basis).toContain('LLaMA-7B');
    expect(others).toEqual([]);
  });

  test('warns where nobody has published a training on such GPUs', () => {
    const { chosen: other } = estimateRows({ ...job, accelerator: 'L40S' }, 64);
    expect(remarkLines(other.estimate)[2]).toContain('No training on L40S');
  });
});

test('a range of dollars has cents only where they matter', () => {
  expect(describeRange({ typical: 0, low: 1.5, high: 99.994 })).toBe('$1.50 to $99.99');
  expect(describeRange({ typical: 0, low: 1234.5, high: 2e6 })).toBe('$1,235 to $2,000,000');
});
