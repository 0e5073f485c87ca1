import type { TensorSpec } from '@torchrelay/core/target';
import { describe, expect, test } from 'vitest';
import { float32, int64 } from '../__fixtures__/tensors.ts';
import { checkInputs } from './check-inputs.ts';

const expected: TensorSpec[] = [
  { name: 'image', datatype: 'FP32', shape: [-1, 3, -1] },
  { name: 'labels', datatype: 'INT64', shape: [-1, 1] },
];
const image = float32('image', [1, 3, 2], [1, 2, 3, 4, 5, 6]);
const labels = int64('labels', [1, 1], [7]);

function check(
  inputs: Parameters<typeof checkInputs>[0]['inputs'],
  maxBatchSize = 0,
): readonly string[] {
  return checkInputs({ inputs, expected, maxBatchSize }).map(({ name }) => name);
}

test('the inputs come back in the order of the signature', () => {
  expect(check([labels, image])).toEqual(['image', 'labels']);
});

test('a dimension of -1 takes any size', () => {
  expect(check([float32('image', [1, 3, 0], []), labels])).toEqual(['image', 'labels']);
});

describe('a request that does not fit is told what was expected and what came', () => {
  test.each([
    ['missing', [image], 'Input "labels": missing; the model takes "image", "labels".'],
    [
      'unknown',
      [image, labels, float32('mask', [1], [1])],
      'Input "mask": unknown; the model takes "image", "labels".',
    ],
    ['twice', [image, labels, image], 'Input "image": given twice.'],
    [
      'datatype',
      [image, float32('labels', [1, 1], [7])],
      'Input "labels": expected datatype INT64, got FP32.',
    ],
    [
      'size',
      [float32('image', [1, 4, 1], [1, 2, 3, 4]), labels],
      'Input "image": expected shape [-1, 3, -1], got [1, 4, 1].',
    ],
    [
      'rank',
      [float32('image', [3, 1], [1, 2, 3]), labels],
      'Input "image": expected shape [-1, 3, -1], got [3, 1].',
    ],
  ])('%s', (_, inputs, message) => {
    expect(() => check(inputs)).toThrow(expect.objectContaining({ status: 400, message }));
  });
});

describe('of a model with batches', () => {
  test('all inputs have as many rows', () => {
    expect(() => check([image, int64('labels', [2, 1], [7, 8])], 4)).toThrow(
      'Input "labels": expected a batch of 1 as in "image", got 2.',
    );
  });

  test('a request has no more rows than the largest batch', () => {
    const five = [float32('image', [5, 3, 0], []), int64('labels', [5, 1], [1, 2, 3, 4, 5])];
    expect(() => check(five, 4)).toThrow('Expected a batch of 1 to 4, got 5.');
    expect(check(five, 5)).toHaveLength(2);
  });

  test('a request has at least one row', () => {
    const none = [float32('image', [0, 3, 2], []), int64('labels', [0, 1], [])];
    expect(() => check(none, 4)).toThrow('Expected a batch of 1 to 4, got 0.');
    expect(check(none)).toHaveLength(2);
  });
});
