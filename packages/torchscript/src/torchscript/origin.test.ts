import { expect, it } from 'vitest';
import { openZoo } from '../../test/zoo.ts';
import { inspect } from '../inspect.ts';
import type { Origin } from '../model/torchscript-model.ts';

const zoo = await openZoo();

/** Freezing removes most traces of how a model was made, but no branches. */
it.each<[string, Origin, boolean]>([
  ['mlp-scripted', 'script', false],
  ['mlp-traced', 'trace', false],
  ['called-twice-traced', 'trace', false],
  ['cnn-scripted', 'script', false],
  ['cnn-traced', 'trace', false],
  ['transformer-traced', 'trace', false],
  ['scripted-in-traced', 'mixed', false],
  ['traced-in-scripted', 'mixed', false],
  ['several-methods', 'script', false],
  ['mlp-frozen', 'unknown', true],
  ['cnn-frozen', 'script', true],
  ['mlp-frozen-kept', 'script', true],
  ['function-scripted', 'unknown', false],
])('%s is told to be made by %s, frozen: %s', async (name, origin, frozen) => {
  expect(await inspect(zoo.file(name))).toMatchObject({ origin, frozen });
});

it('knows a file for the mobile interpreter', async () => {
  expect(await inspect(zoo.file('mlp-mobile'))).toMatchObject({ mobile: true });
  expect(await inspect(zoo.file('mlp-scripted'))).toMatchObject({ mobile: false });
});
