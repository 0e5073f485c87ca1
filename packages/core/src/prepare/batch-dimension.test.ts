import { expect, test } from 'vitest';

import { chooseBatchSize, openBatch, type ResolvedSignature } from './batch-dimension.ts';
import type { ResolvedTensor } from './declarations.ts';

function tensor(
  shape: readonly number[],
  saidBy: ResolvedTensor['saidBy'] = 'file',
): ResolvedTensor {
  return { name: 'x', datatype: 'FP32', shape, saidBy };
}

function shapes({ inputs, outputs }: ResolvedSignature): (readonly number[])[] {
  return [...inputs, ...outputs].map(({ shape }) => shape);
}

test('one common first dimension is opened', () => {
  const opened = openBatch({
    inputs: [tensor([1, 4]), tensor([1, 2])],
    outputs: [tensor([1, 3], 'rehearsal')],
  });
  expect(shapes(opened)).toEqual([
    [-1, 4],
    [-1, 2],
    [-1, 3],
  ]);
});

test('outputs follow inputs that are open already', () => {
  const opened = openBatch({
    inputs: [tensor([-1, 4], 'user')],
    outputs: [tensor([1, 3], 'rehearsal')],
  });
  expect(shapes(opened)).toEqual([
    [-1, 4],
    [-1, 3],
  ]);
});

test.each([
  ['different first dimensions are no batch', [tensor([1, 4]), tensor([77, 2])]],
  ['what the user fixed stays fixed', [tensor([1, 4], 'user')]],
])('%s', (_, inputs) => {
  const signature = { inputs, outputs: [tensor([1, 3], 'rehearsal')] };
  expect(openBatch(signature)).toBe(signature);
});

const batchable = { inputs: [tensor([1, 4])], outputs: [tensor([1, 3], 'rehearsal')] };

test.each([
  ['equal', 8],
  ['close', 0],
  ['differs', 0],
  ['not-tried', 0],
  [undefined, 0],
] as const)('"auto" with rows that come out %s is %d', (batching, expected) => {
  expect(chooseBatchSize({ asked: 'auto', batching, signature: batchable })).toBe(expected);
});

test('"auto" does not batch what the engine cannot batch', () => {
  const signature = { inputs: [tensor([1, 4])], outputs: [tensor([1], 'rehearsal')] };
  expect(chooseBatchSize({ asked: 'auto', batching: 'equal', signature })).toBe(0);
});

test('a number that is asked for is taken, whatever the rehearsal said', () => {
  expect(chooseBatchSize({ asked: 64, batching: 'differs', signature: batchable })).toBe(64);
});
