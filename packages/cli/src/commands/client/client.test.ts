import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { addModel } from '@torchrelay/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { transcript } from '../../test-support/mask.ts';
import { makeModels } from '../../test-support/models.ts';
import {
  type CommandResult,
  createSandbox,
  runCommand,
  type CommandOptions,
} from '../../test-support/run-command.ts';

const sandbox = createSandbox();
const run = (
  commandLine: readonly string[],
  options: Omit<CommandOptions, 'sandbox'> = {},
): Promise<CommandResult> => runCommand(commandLine, { sandbox, ...options });
const see = async (...commandLine: readonly string[]): Promise<string> =>
  transcript(await run(commandLine), sandbox.folder);
const fileIn = (name: string): string => join(sandbox.folder, name);

const withoutPython = { environment: { TORCHRELAY_PYTHON: '/nowhere/python' } };

beforeAll(() => {
  makeModels(sandbox.folder);
  copyFileSync(addModel(1), fileIn('adder.pt'));
});
afterAll(() => sandbox[Symbol.dispose]());

test('the client goes to stdout, with the outputs that a rehearsal has found', async () => {
  const { stdout, stderr, exitCode } = await run(['client', 'classifier.pt']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain("{ name: 'image', datatype: 'FP32', shape: [");
  expect(stdout).toContain("readonly OUTPUT__0: { datatype: 'FP32'; shape: [");
  expect(stdout).toContain('export async function connectClassifier(');
  expect(stdout.endsWith('}\n')).toBe(true);
});

test('or to a file, whose folder is made', async () => {
  expect(await see('client', 'classifier.pt', '-o', 'clients/classifier.ts')).toBe(
    'exit 0\n--- stdout\nWrote clients/classifier.ts, a client of "classifier".',
  );
  const { stdout } = await run(['client', 'classifier.pt']);
  expect(readFileSync(fileIn('clients/classifier.ts'), 'utf8')).toBe(stdout);
});

test('--check tells a client that is the model’s from one that is not, and writes neither', async () => {
  const declared = ['--output', 'scores=FP32[1,10]', '--no-rehearsal'];
  const check = ['client', 'classifier.pt', ...declared, '-o', 'checked.ts', '--check'];
  expect(await see(...check)).toMatchInlineSnapshot(`
    "exit 1
    --- stderr
    error: checked.ts does not exist.

    hint: Write it anew, with the same options: torchrelay client classifier.pt -o checked.ts"
  `);
  await run(check.slice(0, -1));
  expect(await see(...check)).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    checked.ts is the client of this model."
  `);
  writeFileSync(fileIn('checked.ts'), '// edited\n');
  expect(await see(...check)).toMatchInlineSnapshot(`
    "exit 1
    --- stderr
    error: checked.ts is not the client of classifier.pt as it is now.

    hint: Write it anew, with the same options: torchrelay client classifier.pt -o checked.ts"
  `);
  expect(readFileSync(fileIn('checked.ts'), 'utf8')).toBe('// edited\n');
});

test('--check without a file to check is a usage error', async () => {
  expect(await see('client', 'classifier.pt', '--check')).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    error: --check needs the file that is to be checked.

    hint: Name it: torchrelay client classifier.pt -o client.ts --check"
  `);
});

test('without Python the outputs have to be declared, and then suffice', async () => {
  const missing = await run(['client', 'classifier.pt'], withoutPython);
  expect(transcript(missing, sandbox.folder)).toContain('--output');
  expect(missing.exitCode).toBe(1);
  const declared = ['--output', 'scores=FP32[1,10]', '--name', 'ten-classes'];
  const { stdout, exitCode } = await run(['client', 'classifier.pt', ...declared], withoutPython);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("{ name: 'scores', datatype: 'FP32', shape: [1, 10] }");
  expect(stdout).toContain('connectTenClasses(');
});

test('--json gives the signature beside the source', async () => {
  const declared = ['--output', 'scores=FP32[1,10]', '--no-rehearsal'];
  const { stdout } = await run(['client', 'classifier.pt', ...declared, '--json', '-o', 'c.ts']);
  expect(JSON.parse(stdout)).toEqual({
    schemaVersion: 1,
    name: 'classifier',
    artifactDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    signature: {
      inputs: [{ name: 'image', datatype: 'FP32', shape: expect.any(Array) }],
      outputs: [{ name: 'scores', datatype: 'FP32', shape: [1, 10] }],
    },
    file: 'c.ts',
    source: readFileSync(fileIn('c.ts'), 'utf8'),
  });
});

test('the client asks a deployed model', async () => {
  const declared = ['--input', 'x=FP32[-1]', '--output', 'y=FP32[-1]', '--no-rehearsal'];
  await run(['client', 'adder.pt', ...declared, '-o', 'adder.ts']);
  mkdirSync(fileIn('node_modules/@torchrelay'), { recursive: true });
  const core = fileURLToPath(new URL('../../../../core', import.meta.url));
  symlinkSync(core, fileIn('node_modules/@torchrelay/core'));
  const { stdout: url } = await run(['deploy', 'adder.pt', ...declared]);
  try {
    writeFileSync(
      fileIn('ask.ts'),
      `import { createAdderClient } from './adder.ts';
       const client = createAdderClient({ url: ${JSON.stringify(url.trim())} });
       const { y } = await client.predict({ x: new Float32Array([1, 2.5]) });
       console.log([...y.data].join());`,
    );
    const options = { cwd: sandbox.folder, encoding: 'utf8' } as const;
    const flags = ['--conditions=torchrelay-source', 'ask.ts'];
    expect(execFileSync(process.execPath, flags, options)).toBe('2,3.5\n');
  } finally {
    await run(['destroy', 'adder', '--yes']);
    rmSync(fileIn('node_modules'), { recursive: true });
  }
});
