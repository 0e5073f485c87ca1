import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { failureOf } from '../test-support/failure-of.ts';
import { pythonEnvironments } from './environments.js';
import { servingPython } from './location.js';
import { pythonSteps } from './steps.js';

const root = '/clone';

it.each(Object.keys(pythonEnvironments))('has requirements and a check for %s', (name) => {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  expect(existsSync(join(folder, `${name}.txt`))).toBe(true);
  expect(existsSync(join(folder, `${name}.check.py`))).toBe(true);
});

it('builds every environment for `all`', () => {
  const titles = pythonSteps({ names: ['all'], root, env: {} }).map(({ title }) => title);
  expect(titles).toHaveLength(Object.keys(pythonEnvironments).length);
  expect(titles).toContain('Building .python/serving: PyTorch, to serve with on this machine');
});

it('builds no serving environment where TORCHRELAY_PYTHON names one', () => {
  const env = { TORCHRELAY_PYTHON: '/opt/python' };
  const titles = pythonSteps({ names: ['serving'], root, env }).map(({ title }) => title);
  expect(titles).toEqual(['Checking the PyTorch of /opt/python (TORCHRELAY_PYTHON)']);
  expect(servingPython({ root, env })).toBe('/opt/python');
});

it('serves with the environment it built otherwise', () => {
  expect(servingPython({ root, env: {} })).toBe('/clone/.python/serving/bin/python');
});

it('refuses a name that it does not know, and says which there are', async () => {
  const { message, hint } = await failureOf(() =>
    pythonSteps({ names: ['cooking'], root, env: {} }),
  );
  expect(message).toBe('There is no Python environment called cooking.');
  expect(hint).toContain('serving');
});
