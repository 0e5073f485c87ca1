import { join } from 'node:path';
import { inspect, type TorchscriptModel } from '@torchrelay/torchscript';
import { beforeAll, expect, test } from 'vitest';

import { modelFolder } from '../../test/models.ts';
import { dictionaryArgument, forwardOf, returnedTypes } from './forward-types.ts';

let models: string;

beforeAll(async () => {
  models = await modelFolder();
}, 300_000);

async function read(name: string): Promise<TorchscriptModel> {
  const model = await inspect(join(models, `${name}.pt`));
  if (model.format !== 'torchscript') throw new Error(`${name} is no TorchScript.`);
  return model;
}

test.each([
  ['add', ['Tensor']],
  ['encoder', ['Tensor', 'Tensor']],
  ['returns-nested', ['Tensor', 'Tuple[Tensor, Tensor]']],
  ['returns-dictionary', ['Dict[str, Tensor]']],
  ['returns-float', ['float']],
  ['takes-strings', ['List[str]']],
])('%s.pt returns %j', async (name, types) => {
  expect(returnedTypes(await read(name))).toEqual(types);
});

test('what a NamedTuple holds is not known', async () => {
  expect(returnedTypes(await read('named'))).toBeUndefined();
});

test('a dictionary is the one argument, or none of the inputs', async () => {
  expect(dictionaryArgument(await read('takes-dictionary'))?.name).toBe('batch');
  expect(dictionaryArgument(await read('add'))).toBeUndefined();
});

test('a model may have no forward', async () => {
  expect(forwardOf(await read('without-forward'))).toBeUndefined();
});
