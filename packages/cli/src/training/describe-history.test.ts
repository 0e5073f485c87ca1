import { expect, test } from 'vitest';

import { createStyle } from '../output/style.ts';
import { chooseSymbols } from '../output/symbols.ts';
import { describeCourse, describeHistory } from './describe-history.ts';
import { type MetricHistory, metricHistory } from './metric-history.ts';

const page = {
  style: createStyle({ isColoured: false }),
  symbols: chooseSymbols({}),
  columns: 80,
};

function historyOf(...values: readonly Record<string, number>[]): MetricHistory {
  const history = metricHistory();
  for (const each of values) history.add({ time: 0, values: each });
  return history;
}

test('a line says the course of each number, and how far the job is', () => {
  const history = historyOf(
    { epoch: 1, step: 10, loss: 2, accuracy: 0.25 },
    { epoch: 1, step: 20, loss: 1 },
    { epoch: 2, step: 30, loss: 0.5, accuracy: 0.75 },
  );
  expect(describeCourse(history, page)).toBe('loss █▅▃ 0.5, accuracy ▃█ 0.75, epoch 2, step 30');
});

test('without Unicode it reads as well', () => {
  const symbols = chooseSymbols({ LANG: 'C' });
  expect(describeCourse(historyOf({ loss: 2 }, { loss: 1 }), { symbols })).toBe('loss #= 1');
});

test('of nothing there is nothing to say', () => {
  expect(describeCourse(historyOf(), page)).toBe('');
  expect(describeHistory(historyOf({ step: 1 }), page)).toEqual([]);
});

test('a job of a million steps fits 80 columns', () => {
  const history = metricHistory();
  for (let step = 1; step <= 1_000_000; step += 1)
    history.add({ time: step, values: { step, loss: 1 / step, perplexity: 2 + 1 / step } });
  const lines = describeHistory(history, page);
  expect(Math.max(...lines.map(({ length }) => length))).toBe(80);
  expect(lines.at(-1)).toMatch(/^perplexity .* 3 +2 +2 +3$/);
  expect(describeCourse(history, page).length).toBeLessThan(100);
});
