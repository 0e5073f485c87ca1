import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { prepareModel } from './prepare-model.ts';

const fixture = new URL('../../../testing/fixtures/add-1.pt', import.meta.url).pathname;

test('a file with declared inputs and outputs becomes a package', async () => {
  const digestCacheFolder = await mkdtemp(join(tmpdir(), 'prepare-'));
  const prepared = await prepareModel({
    source: fixture,
    inputs: { x: 'FP32[-1,4]' },
    outputs: { y: 'FP32[-1,4]' },
    digestCacheFolder,
  });
  expect(prepared.modelPackage.files.map(({ path }) => path)).toEqual([
    'model/1/model.pt',
    'model/config.pbtxt',
    'torchrelay.json',
  ]);
});
