import { delimiter } from 'node:path';
import { expect, it } from 'vitest';
import { failureOf } from '../test-support/failure-of.ts';
import { temporaryFolder } from '../test-support/temporary-folder.ts';
import { writeTree } from '../test-support/write-tree.ts';
import { askVersion, findPython, isNewEnough } from './find-python.js';

const answering = (version: string) => `#!/bin/sh\necho '${version}|/opt/python'\n`;

it('finds the Python of this machine, which is a real one', async () => {
  const { version, executable } = await findPython(process.env);
  expect(isNewEnough(version)).toBe(true);
  expect(await askVersion(executable, process.env)).toEqual({ version, executable });
});

it('looks further when the first Python is too old', async () => {
  const PATH = [
    writeTree(temporaryFolder(), { python3: answering('3.8.10') }),
    writeTree(temporaryFolder(), { 'python3.12': answering('3.12.4') }),
  ].join(delimiter);
  expect(await findPython({ PATH })).toEqual({ version: '3.12.4', executable: '/opt/python' });
});

it('names the Python that is too old, and what is needed', async () => {
  const PATH = writeTree(temporaryFolder(), { python3: answering('3.9.2') });
  const { message, hint } = await failureOf(() => findPython({ PATH }));
  expect(message).toBe('Python 3.9.2 (/opt/python) is too old: PyTorch needs 3.10 or later.');
  expect(hint).toContain('apt install python3 python3-venv');
  expect(hint).toContain('TORCHRELAY_PYTHON');
});

it('says when there is no Python at all', async () => {
  const { message } = await failureOf(() => findPython({ PATH: temporaryFolder() }));
  expect(message).toBe('There is no Python on PATH, and PyTorch needs one.');
});

it('is not taken in by a command that is no Python, like the shop’s door on Windows', async () => {
  const PATH = writeTree(temporaryFolder(), { python3: '#!/bin/sh\necho "Get it in the store"\n' });
  const { message } = await failureOf(() => findPython({ PATH }));
  expect(message).toBe('There is no Python on PATH, and PyTorch needs one.');
});

it.each([
  ['2.7.18', false],
  ['3.9.19', false],
  ['3.10.0', true],
  ['3.14.1', true],
  ['4.0.0', true],
])('judges Python %s new enough: %s', (version, expected) => {
  expect(isNewEnough(version)).toBe(expected);
});
