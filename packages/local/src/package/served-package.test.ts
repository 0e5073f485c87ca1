import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { modelPackage } from '../__fixtures__/model-packages.ts';
import { readPackage } from './served-package.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
  cpSync(modelPackage('two'), directory, { recursive: true });
});
afterEach(() => rmSync(directory, { recursive: true }));

function refusal(): Promise<unknown> {
  return readPackage({ directory }).catch((error: unknown) => error);
}

test('a package gives its model, its signature and its largest batch', async () => {
  const served = await readPackage({ directory });
  expect(served).toEqual({
    modelPath: join(directory, 'model', '1', 'model.pt'),
    modelBytes: expect.any(Number),
    maxBatchSize: 8,
    inputs: [
      { name: 'left', datatype: 'FP32', shape: [-1, -1] },
      { name: 'right', datatype: 'FP32', shape: [-1, -1] },
    ],
    outputs: [
      { name: 'sum', datatype: 'FP32', shape: [-1, -1] },
      { name: 'dot', datatype: 'FP32', shape: [-1, 1] },
    ],
  });
  expect(served.modelBytes).toBeGreaterThan(1000);
});

test.each([['torchrelay.json'], [join('model', '1', 'model.pt')]])(
  'a package without %s is refused by name',
  async (path) => {
    rmSync(join(directory, path));
    expect(await refusal()).toMatchObject({
      code: 'PACKAGE_UNREADABLE',
      message: `${directory} is no package that can be served: ${path} cannot be read.`,
    });
  },
);

test.each([
  ['no JSON', '{"signature"'],
  ['nothing in it', '{}'],
])('a manifest with %s is refused, and says which package it is', async (_, text) => {
  writeFileSync(join(directory, 'torchrelay.json'), text);
  expect(await refusal()).toMatchObject({
    code: 'PACKAGE_UNREADABLE',
    message: expect.stringContaining(directory),
  });
});
