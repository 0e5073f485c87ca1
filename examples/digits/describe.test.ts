import type { EventBody, RelayEvent } from '@torchrelay/core';
import { addModel } from '@torchrelay/testing';
import { inspect } from '@torchrelay/torchscript';
import { describe, expect, test } from 'vitest';

import type { Answer } from './classify.ts';
import {
  accuracyOf,
  describeAnswers,
  describeEvent,
  describeModel,
  describeSignature,
  formatDuration,
  median,
} from './describe.ts';

const answer = (predicted: readonly number[], latencyInMs: number): Answer => ({
  predictions: predicted.map((each) => ({
    digit: { label: 7, pixels: new Float32Array(64) },
    predicted: each,
  })),
  latencyInMs,
});

const event = (body: EventBody): RelayEvent => ({
  version: 1,
  sequence: 1,
  time: 0,
  provider: 'local',
  name: 'digits',
  ...body,
});

const step = {
  step: 'create server digits',
  action: 'create',
  kind: 'server',
  target: 'digits',
} as const;

describe('describeModel', () => {
  test('says what a file says about itself', async () => {
    expect(describeModel(await inspect(addModel(1)))).toMatchInlineSnapshot(`
      [
        "AddOffset (unknown), 0 parameters",
        "forward(x: Tensor) -> Tensor",
        "2.4 kB of 2.2 kB read",
      ]
    `);
  });
});

describe('describeEvent', () => {
  test.each<[EventBody, readonly string[]]>([
    [
      { type: 'stage-end', stage: 'rehearse', durationInMs: 4381 },
      ['rehearse               4.4 s'],
    ],
    [{ type: 'step-end', ...step, durationInMs: 12 }, ['create server          12 ms']],
    [{ type: 'warning', code: 'x', message: 'Mind the gap.' }, ['warning: Mind the gap.']],
    [{ type: 'stage-start', stage: 'rehearse' }, []],
    [{ type: 'step-start', ...step }, []],
    [{ type: 'lease-taken' }, []],
  ])('says what has ended and what to mind: %o', (body, lines) => {
    expect(describeEvent(event(body))).toEqual(lines);
  });
});

test('a signature is said as its tensors', () => {
  const image = { name: 'image', datatype: 'FP32', shape: [-1, 1, 8, 8] } as const;
  const scores = { name: 'scores', datatype: 'FP32', shape: [-1, 10] } as const;
  expect(describeSignature({ inputs: [image, scores], outputs: [scores] })).toBe(
    'image FP32[-1,1,8,8], scores FP32[-1,10] -> scores FP32[-1,10]',
  );
});

test('answers are said by their speed and by how often they are right', () => {
  const answers = [answer([7, 7, 1], 40), answer([7], 3.14), answer([2, 7, 7, 7], 12)];
  expect(describeAnswers(answers)).toEqual(['3 requests, median 12 ms', 'accuracy 0.750 (6 of 8)']);
});

test('accuracy counts what was predicted as it is labelled', () => {
  expect(accuracyOf(answer([7, 1, 7, 7], 0).predictions)).toBe(0.75);
});

test('the median is the middle one by size, whatever the order', () => {
  expect(median([100, 3, 20])).toBe(20);
  expect(median([9])).toBe(9);
});

test.each([
  [0.84, '0.8 ms'],
  [9.96, '10.0 ms'],
  [12.3, '12 ms'],
  [999.4, '999 ms'],
  [1000, '1.0 s'],
  [61_250, '61.3 s'],
])('%d milliseconds are %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
