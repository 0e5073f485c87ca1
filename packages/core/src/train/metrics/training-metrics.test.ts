import { expect, test } from 'vitest';

import { metricOf } from './training-metrics.ts';

const line = (text: string): Parameters<typeof metricOf>[0] => ({
  time: 5,
  source: 'node-0',
  text,
});

test.each([
  ['[torchrelay:metrics] {"step": 1, "loss": 0.5, "note": "x"}', { step: 1, loss: 0.5 }],
  ['2026-11-23T05:00:00 [torchrelay:metrics] {"loss": 1e-3}', { loss: 0.001 }],
  ['[torchrelay:metrics] {"step": 2, "loss": NaN, "best": -Infinity}', { step: 2 }],
  ['[torchrelay:metrics] no JSON', undefined],
  ['[torchrelay:metrics] [1, 2]', undefined],
  ['[torchrelay:metrics] null', undefined],
  ['loss 0.5', undefined],
])('of the line %s', (text, values) => {
  expect(metricOf(line(text))).toEqual(values && { time: 5, values });
});

test('patterns find numbers in any line, a global one each time anew', () => {
  const patterns = { loss: /loss=([\d.]+)/g, epoch: /epoch (\d+)/ };
  for (let turn = 0; turn < 2; turn += 1)
    expect(metricOf(line('epoch 3: loss=0.25'), patterns)).toEqual({
      time: 5,
      values: { loss: 0.25, epoch: 3 },
    });
  expect(metricOf(line('epoch x'), patterns)).toBeUndefined();
});

test('what the script wrote as a metric is taken as it is, whatever the patterns', () => {
  const written = line('[torchrelay:metrics] {"loss": 1}');
  expect(metricOf(written, { one: /(\d)/ })?.values).toEqual({ loss: 1 });
});
