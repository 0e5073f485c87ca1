import { expect, test } from 'vitest';

import type { TensorSpec } from '../target/signature.ts';
import { engineProblems } from './engine-rules.ts';

const x: TensorSpec = { name: 'x', datatype: 'FP32', shape: [-1, 4] };
const y: TensorSpec = { name: 'y', datatype: 'FP32', shape: [-1, 2] };

function codes({
  inputs = [x],
  outputs = [y],
  maxBatchSize = 0,
}: {
  inputs?: readonly TensorSpec[];
  outputs?: readonly TensorSpec[];
  maxBatchSize?: number;
}): string[] {
  return engineProblems({ signature: { inputs, outputs }, maxBatchSize }).map(({ code }) => code);
}

test('an ordinary signature breaks no rule, with batches or without', () => {
  expect(codes({})).toEqual([]);
  expect(codes({ maxBatchSize: 8 })).toEqual([]);
});

test.each(['BF16', 'UINT16', 'UINT32', 'UINT64'] as const)('%s is not served', (datatype) => {
  expect(codes({ inputs: [{ ...x, datatype }] })).toEqual(['datatype-not-served']);
  expect(codes({ outputs: [{ ...y, datatype }] })).toEqual(['datatype-not-served']);
});

test.each(['BOOL', 'UINT8', 'INT8', 'INT16', 'INT32', 'INT64', 'FP16', 'FP32', 'FP64'] as const)(
  '%s is served',
  (datatype) => {
    expect(codes({ inputs: [{ ...x, datatype }], outputs: [{ ...y, datatype }] })).toEqual([]);
  },
);

test.each([
  ['a scalar', { ...x, shape: [] }, 'scalar-not-served'],
  ['an empty dimension', { ...x, shape: [-1, 0] }, 'empty-not-served'],
  [
    'strings in two dimensions',
    { name: 'x', datatype: 'BYTES', shape: [-1, 2] },
    'strings-not-flat',
  ],
  ['an empty name', { ...x, name: '' }, 'name-empty'],
] as const)('%s is a problem', (_, tensor, code) => {
  expect(codes({ inputs: [tensor] })).toEqual([code]);
  expect(codes({ outputs: [tensor] })).toEqual([code]);
});

test('no inputs, no outputs and two of one name are problems', () => {
  expect(codes({ inputs: [] })).toEqual(['no-input']);
  expect(codes({ outputs: [] })).toEqual(['no-output']);
  expect(codes({ inputs: [x, x] })).toEqual(['name-taken']);
});

test('an input and an output may share a name', () => {
  expect(codes({ outputs: [{ ...y, name: 'x' }] })).toEqual([]);
});

test('outputs numbered in another order than the model returns them are a problem', () => {
  const outputs = [
    { ...y, name: 'a__1' },
    { ...y, name: 'b__0' },
  ];
  expect(codes({ outputs })).toEqual(['output-misnumbered', 'output-misnumbered']);
});

test.each([
  ['a fixed first dimension', { ...x, shape: [1, 4] }, 'batch-fixed'],
  ['only the batch dimension', { ...x, shape: [-1] }, 'batch-without-rows'],
  ['strings', { name: 'x', datatype: 'BYTES', shape: [-1] }, 'batch-of-strings'],
] as const)('%s can be served, but not in batches', (_, tensor, code) => {
  expect(codes({ inputs: [tensor] })).toEqual([]);
  expect(codes({ inputs: [tensor], maxBatchSize: 2 })).toEqual([code]);
  expect(codes({ outputs: [tensor], maxBatchSize: 2 })).toEqual([code]);
});

test('each problem says where it is and what to do', () => {
  const [problem] = engineProblems({
    signature: { inputs: [{ ...x, datatype: 'BF16' }], outputs: [y] },
    maxBatchSize: 0,
  });
  expect(problem).toEqual({
    code: 'datatype-not-served',
    place: 'input "x"',
    message: 'input "x" is BF16, which the engine does not carry.',
    advice: 'Wrap the model so that it takes and gives FP32 and converts inside.',
  });
});

test('all problems are told at once', () => {
  expect(codes({ inputs: [{ ...x, datatype: 'BF16', shape: [] }], outputs: [] })).toEqual([
    'datatype-not-served',
    'scalar-not-served',
    'no-output',
  ]);
});
