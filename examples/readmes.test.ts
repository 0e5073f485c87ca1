import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { type ExampleRun, runExample } from './test-support/run-example.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';
import { trainDigits } from './test-support/train-digits.ts';

// Each serves a model for real, and may share its two cores with every other test.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = await temporaryFolder();
afterAll(() => folder[Symbol.asyncDispose]());

beforeAll(async () => void (await trainDigits({ out: folder.path })));

/** Runs the first TypeScript of a page as it stands, but for the path of its reader's own model. */
async function runFirstCode(page: string): Promise<ExampleRun> {
  const text = await readFile(join(root, page), 'utf8');
  const [, code = ''] = /```ts\n([^]+?)```/.exec(text) ?? [];
  const model = JSON.stringify(join(folder.path, 'model.pt'));
  return runExample('--input-type=module-typescript', {
    arguments: ['--eval', code.replaceAll(/'[\w/]*model\.pt'/g, model)],
  });
}

test('the code of the README serves a model and prints the shape of its answer', async () => {
  const run = await runFirstCode('README.md');
  expect(run).toEqual({ exitCode: 0, stdout: '[ 1, 10 ]\n', stderr: '' });
});

test("the code of core's README tells its steps and prints the scores", async () => {
  const { exitCode, stdout, stderr } = await runFirstCode('packages/core/README.md');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^\[ 1, 10 \] Float32Array\(10\)/);
  expect(stderr.split('\n').map((line) => line.replace(/ [\d.]+$/, ''))).toEqual([
    'upload package',
    'create server',
    'create deployment',
    'verify deployment',
    'route traffic',
    'verify endpoint',
    'record release',
    '',
  ]);
});

test("the code of local's README prints where it serves", async () => {
  const { exitCode, stdout, stderr } = await runFirstCode('packages/local/README.md');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n\[ 1, 10 \]\n$/);
});

test("the code of testing's README deploys to a cloud in memory and lists the promises", async () => {
  const { exitCode, stdout, stderr } = await runFirstCode('packages/testing/README.md');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^Float32Array\(2\) \[ 2, 3 \]\n/);
  expect(stdout).toContain('a change killed at any request leaves an answer');
});

test("the code of torchscript's README describes a model", async () => {
  const { exitCode, stdout, stderr } = await runFirstCode('packages/torchscript/README.md');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain('torchscript, 38282 parameters\n');
  expect(stdout).toContain("[ 'image: Tensor' ] Tensor\n");
});
