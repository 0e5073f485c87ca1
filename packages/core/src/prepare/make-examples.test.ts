import { expect, test } from 'vitest';

import { fromFloat16Bits } from '../open-inference/small-float.ts';
import { isGuessable } from './example-values.ts';
import type { ResolvedTensor } from './declarations.ts';
import { examplesMissingError, makeExamples } from './make-examples.ts';

function input(
  name: string,
  datatype: ResolvedTensor['datatype'],
  shape: readonly number[],
  tracedShape?: readonly number[],
): ResolvedTensor {
  return { name, datatype, shape, saidBy: 'user', tracedShape };
}

function floats(bytes: Uint8Array | undefined): number[] {
  return Array.from(new Float32Array(bytes?.slice().buffer ?? new ArrayBuffer(0)));
}

test('a floating-point input is made up, with one row where the batch varies', () => {
  const { examples, missing } = makeExamples({ inputs: [input('x', 'FP32', [-1, 3])] });
  expect(missing).toEqual([]);
  expect(examples[0]?.shape).toEqual([1, 3]);
  expect(floats(examples[0]?.bytes).every((value) => value >= 0 && value < 1)).toBe(true);
});

test('the same input gets the same values on every machine', () => {
  const { examples } = makeExamples({ inputs: [input('x', 'FP32', [4])] });
  expect(floats(examples[0]?.bytes)).toEqual([0.609375, 0.12109375, 0.68359375, 0.16796875]);
});

test('inputs of other names get other values', () => {
  const inputs = [input('a', 'FP32', [8]), input('b', 'FP32', [8])];
  const [a, b] = makeExamples({ inputs }).examples;
  expect(a?.bytes).not.toEqual(b?.bytes);
});

test.each(['FP16', 'FP32', 'FP64'] as const)('%s holds the numbers exactly', (datatype) => {
  const { examples } = makeExamples({ inputs: [input('x', datatype, [16])] });
  const bytes = examples[0]?.bytes.slice().buffer ?? new ArrayBuffer(0);
  const values =
    datatype === 'FP16'
      ? Array.from(new Uint16Array(bytes), fromFloat16Bits)
      : Array.from(datatype === 'FP32' ? new Float32Array(bytes) : new Float64Array(bytes));
  expect(values).toEqual(
    floats(makeExamples({ inputs: [input('x', 'FP32', [16])] }).examples[0]?.bytes),
  );
});

test('a mask is neither all true nor all false', () => {
  const { examples } = makeExamples({ inputs: [input('mask', 'BOOL', [-1, 64])] });
  const set = examples[0]?.bytes.filter((byte) => byte === 1).length ?? 0;
  const clear = examples[0]?.bytes.filter((byte) => byte === 0).length ?? 0;
  expect(set + clear).toBe(64);
  expect(Math.min(set, clear)).toBeGreaterThan(16);
});

test('open sizes are those that the file was traced with', () => {
  const { examples } = makeExamples({
    inputs: [input('x', 'FP32', [-1, 3, -1, -1], [2, 3, 8, 9])],
  });
  expect(examples[0]?.shape).toEqual([1, 3, 8, 9]);
});

test('open sizes that nobody knows need an example', () => {
  const { examples, missing } = makeExamples({ inputs: [input('x', 'FP32', [-1, -1])] });
  expect(examples).toEqual([]);
  expect(missing).toMatchObject([
    { spec: { name: 'x' }, reason: 'its size is open in more than the first dimension' },
  ]);
});

test.each(['INT64', 'INT32', 'UINT8', 'BYTES'] as const)('%s is not guessed', (datatype) => {
  expect(isGuessable(datatype)).toBe(false);
  const { missing } = makeExamples({ inputs: [input('ids', datatype, [-1])] });
  expect(missing.map(({ spec }) => spec)).toEqual([{ name: 'ids', datatype, shape: [-1] }]);
});

test('the user’s values are taken, in the model’s datatype', () => {
  const inputs = [input('ids', 'INT64', [-1, -1]), input('x', 'FP32', [2])];
  const { examples } = makeExamples({ inputs, given: { ids: [[1, 2, 3]] } });
  expect(examples[0]).toMatchObject({ name: 'ids', datatype: 'INT64', shape: [1, 3] });
  expect(
    Array.from(new BigInt64Array(examples[0]?.bytes.slice().buffer ?? new ArrayBuffer(0))),
  ).toEqual([1n, 2n, 3n]);
});

test('values of another shape than the model’s are refused', () => {
  expect(() =>
    makeExamples({ inputs: [input('x', 'FP32', [-1, 3])], given: { x: [[1, 2]] } }),
  ).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
});

test('an example for an input that does not exist names the nearest', () => {
  expect(() =>
    makeExamples({ inputs: [input('image', 'FP32', [1])], given: { imgae: [1] } }),
  ).toThrow(
    expect.objectContaining({
      code: 'MODEL_INPUT_UNKNOWN',
      message: 'The model takes no "imgae", for which an example was given.',
      hint: 'Did you mean "image"? It takes "image".',
    }),
  );
});

test('missing examples are asked for in the form in which they are given', () => {
  const { missing } = makeExamples({
    inputs: [
      input('ids', 'INT64', [-1, 2]),
      input('words', 'BYTES', [-1]),
      input('image', 'UINT8', [-1, 3, 64, 64]),
    ],
  });
  expect(examplesMissingError({ file: 'model.pt', missing }).hint).toContain(
    `examples: { "ids": [[1, 1]], "words": ['some text'], "image": { data: […], shape: [1, 3, 64, 64] } }`,
  );
});
