import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { failureOf } from '../test-support/failure-of.ts';
import { temporaryFolder } from '../test-support/temporary-folder.ts';
import { writeTree } from '../test-support/write-tree.ts';
import { givenPythonStep } from './given-python.js';

const env = process.env;
const serving = env['TORCHRELAY_PYTHON'] ?? 'python3';

it('accepts a Python with real PyTorch, and does not ask it again', async () => {
  const root = temporaryFolder();
  const step = givenPythonStep({ root, env, executable: serving });
  expect(await step.isDone()).toBe(false);
  await step.run();
  expect(await step.isDone()).toBe(true);
});

it('asks again when another Python is named, or this one is replaced', async () => {
  const root = temporaryFolder();
  const accepting = '#!/bin/sh\necho "3.12.4|$0"\n';
  const executable = join(writeTree(temporaryFolder(), { python: accepting }), 'python');
  await givenPythonStep({ root, env, executable }).run();
  expect(await givenPythonStep({ root, env, executable: serving }).isDone()).toBe(false);
  execFileSync('touch', ['-d', '2001-01-01', executable]);
  expect(await givenPythonStep({ root, env, executable }).isDone()).toBe(false);
});

it('refuses a Python without PyTorch, in the words of Python', async () => {
  const root = temporaryFolder();
  execFileSync('python3', ['-m', 'venv', '--without-pip', join(root, 'bare')]);
  const executable = join(root, 'bare', 'bin', 'python');
  const step = givenPythonStep({ root, env, executable });
  const { message, hint } = await failureOf(step.run);
  expect(message).toBe(
    `TORCHRELAY_PYTHON cannot be used: ${executable} cannot import torch and numpy (ModuleNotFoundError: No module named 'torch').`,
  );
  expect(hint).toContain('unset TORCHRELAY_PYTHON');
  expect(existsSync(join(root, '.python'))).toBe(false);
});

it('refuses a name that leads nowhere', async () => {
  const step = givenPythonStep({ root: temporaryFolder(), env, executable: '/nowhere/python' });
  const { message } = await failureOf(step.run);
  expect(message).toBe(
    'TORCHRELAY_PYTHON cannot be used: /nowhere/python is not a Python that runs.',
  );
});

it('refuses a Python that is too old', async () => {
  const old = '#!/bin/sh\necho "3.8.1|$0"\n';
  const executable = join(writeTree(temporaryFolder(), { python: old }), 'python');
  const step = givenPythonStep({ root: temporaryFolder(), env, executable });
  const { message } = await failureOf(step.run);
  expect(message).toBe(
    `TORCHRELAY_PYTHON cannot be used: ${executable} is Python 3.8.1, and 3.10 is needed.`,
  );
});
