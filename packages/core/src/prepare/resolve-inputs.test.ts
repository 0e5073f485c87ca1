import { join } from 'node:path';
import { inspect, type TorchscriptModel } from '@torchrelay/torchscript';
import { beforeAll, expect, test } from 'vitest';

import { modelFolder } from '../../test/models.ts';
import { resolveInputs } from './resolve-inputs.ts';

let models: string;

beforeAll(async () => {
  models = await modelFolder();
}, 300_000);

async function read(name: string): Promise<TorchscriptModel> {
  const model = await inspect(join(models, `${name}.pt`));
  if (model.format !== 'torchscript') throw new Error(`${name} is no TorchScript.`);
  return model;
}

test('a traced file says all by itself', async () => {
  expect(resolveInputs({ model: await read('traced') })).toEqual({
    inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 4], saidBy: 'file', tracedShape: [1, 4] }],
    missing: [],
  });
});

test('a scripted file says names only', async () => {
  const { inputs, missing } = resolveInputs({ model: await read('encoder') });
  expect(inputs).toEqual([]);
  expect(missing.map(({ name }) => name)).toEqual(['ids', 'mask']);
});

test('inputs come in the order of forward’s arguments, in whatever order they are declared', async () => {
  const declared = { mask: 'FP32[-1,-1]', ids: 'INT64[-1,-1]' };
  const { inputs } = resolveInputs({ model: await read('encoder'), declared });
  expect(inputs.map(({ name }) => name)).toEqual(['ids', 'mask']);
});

test('only what is not declared is missing', async () => {
  const { missing } = resolveInputs({
    model: await read('encoder'),
    declared: { ids: 'INT64[-1,-1]' },
  });
  expect(missing.map(({ name }) => name)).toEqual(['mask']);
});

test('dimensions of a trace may be declared open', async () => {
  const declared = { input: 'FP32[-1,3,-1,-1]' };
  const { inputs } = resolveInputs({ model: await read('traced-image'), declared });
  expect(inputs[0]).toMatchObject({
    shape: [-1, 3, -1, -1],
    saidBy: 'user',
    tracedShape: [1, 3, 8, 8],
  });
});

test.each([
  ['FP64[1,4]', 'the datatype is FP32, not FP64'],
  ['FP32[4]', 'it has 2 dimensions, not 1'],
  ['FP32[-1,5]', 'dimension 1 is 4, not 5'],
])('a declaration %s that contradicts the trace is refused', async (x, problem) => {
  const model = await read('traced');
  expect(() => resolveInputs({ model, declared: { x } })).toThrow(
    expect.objectContaining({
      code: 'MODEL_SIGNATURE_CONFLICT',
      message: `input "x" is declared as ${x}, but the file was traced with FP32[1,4]: ${problem}.`,
      hint: 'Leave the declaration of "x" out, or write FP32[1,4], with -1 for each dimension that may vary.',
    }),
  );
});

test('a name that forward does not have is refused with the nearest one', async () => {
  const model = await read('encoder');
  expect(() => resolveInputs({ model, declared: { masks: 'FP32[-1,3]' } })).toThrow(
    expect.objectContaining({
      code: 'MODEL_INPUT_UNKNOWN',
      message: 'The model takes no "masks", for which an input was given.',
      hint: 'Did you mean "mask"? It takes "ids", "mask".',
    }),
  );
});

test('several unknown names are told at once', async () => {
  const model = await read('add');
  expect(() => resolveInputs({ model, declared: { first: 'FP32[1]', second: 'FP32[1]' } })).toThrow(
    'The model takes no "first", "second", for which inputs were given.',
  );
});

test('names of JavaScript’s own objects are not declared by themselves', async () => {
  const { inputs } = resolveInputs({
    model: await read('encoder'),
    declared: Object.create({ ids: 'INT64[1]' }),
  });
  expect(inputs).toEqual([]);
});

test('the keys of a traced dictionary are the inputs', async () => {
  const { inputs } = resolveInputs({ model: await read('traced-dictionary') });
  expect(inputs.map(({ name, shape }) => [name, shape])).toEqual([
    ['left', [1, 2]],
    ['right', [1, 2]],
  ]);
});

test('the keys of a scripted dictionary are those that the user declares', async () => {
  const model = await read('takes-dictionary');
  expect(resolveInputs({ model }).missing).toHaveLength(1);
  const declared = { right: 'FP32[-1,2]', left: 'FP32[-1,2]' };
  expect(resolveInputs({ model, declared }).inputs.map(({ name }) => name)).toEqual([
    'right',
    'left',
  ]);
});

test('a list of strings is what it is, and may be declared shorter', async () => {
  const model = await read('takes-strings');
  expect(resolveInputs({ model }).inputs).toMatchObject([{ datatype: 'BYTES', shape: [-1] }]);
  expect(resolveInputs({ model, declared: { texts: 'BYTES[4]' } }).inputs).toMatchObject([
    { shape: [4] },
  ]);
  expect(() => resolveInputs({ model, declared: { texts: 'FP32[4]' } })).toThrow(
    'but forward takes BYTES[-1]',
  );
});

test('the lock file fills in what nobody declares', async () => {
  const locked = [{ name: 'x', datatype: 'FP32', shape: [-1, 4] }] as const;
  expect(resolveInputs({ model: await read('add'), locked }).inputs).toMatchObject([
    { shape: [-1, 4], saidBy: 'lock' },
  ]);
  expect(
    resolveInputs({ model: await read('add'), declared: { x: 'FP32[2]' }, locked }).inputs,
  ).toMatchObject([{ shape: [2], saidBy: 'user' }]);
});
