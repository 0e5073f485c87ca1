import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { servingPython } from '../__fixtures__/serving-python.ts';
import { findPython } from './find-python.ts';

// Importing torch takes seconds, where it has to be done.
vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program that stands where Python is looked for. */
function program(name: string, lines: readonly string[], mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(path, mode);
  return path;
}

const WAYS_OUT = /python3 -m pip install torch.*local\(\).*TORCHRELAY_PYTHON/;

describe('the Python to serve with', () => {
  test('is the one that the setting names, with the versions of itself and of PyTorch', async () => {
    const python = await findPython({
      python: servingPython(),
      environment: { TORCHRELAY_PYTHON: '/nowhere' },
    });
    expect(python.executable).toBe(servingPython());
    expect(python.torchVersion).toMatch(/^2\./);
    expect(python.pythonVersion).toMatch(/^3\.\d+\.\d+$/);
  });

  test('is else the one that TORCHRELAY_PYTHON names', async () => {
    const python = await findPython({ environment: { TORCHRELAY_PYTHON: servingPython() } });
    expect(python.executable).toBe(servingPython());
  });

  test('is asked once, whoever needs it', () => {
    const environment = { TORCHRELAY_PYTHON: servingPython() };
    expect(findPython({ environment })).toBe(findPython({ environment }));
  });

  test('sees no GPU where CUDA_VISIBLE_DEVICES hides them all', async () => {
    const environment = { CUDA_VISIBLE_DEVICES: '' };
    expect(await findPython({ python: servingPython(), environment })).toMatchObject({
      cudaDevices: [],
    });
  });
});

describe('each way in which there is none says what was tried and the ways out', () => {
  test.each([
    {
      name: 'no such program',
      python: '/nowhere/python',
      reason: '/nowhere/python does not exist',
    },
    { name: 'not allowed', python: program('locked', [], 0o644), reason: 'may not be run' },
    {
      name: 'without PyTorch',
      python: program('bare', [
        'echo "Traceback:" >&2',
        `echo "ModuleNotFoundError: No module named 'torch'" >&2`,
        'exit 1',
      ]),
      reason: "cannot import torch (ModuleNotFoundError: No module named 'torch')",
    },
    {
      name: 'no Python, and silent',
      python: program('silent', []),
      reason: 'silent is no Python: asked for its version, it printed nothing',
    },
    {
      name: 'no Python, and polite',
      python: program('polite', ['echo hello']),
      reason: 'is no Python: asked for its version, it printed "hello\\n"',
    },
    {
      name: 'no Python, though it knows JSON',
      python: program('knowing', ['echo null']),
      reason: 'it printed "null\\n"',
    },
    {
      name: 'too old',
      python: program('old', [`echo '{"pythonVersion": "3.8.1"}'`]),
      reason: 'is Python 3.8.1; 3.10 or later is needed',
    },
  ])('$name', async ({ python, reason }) => {
    const error = await findPython({ python }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'PYTHON_NOT_FOUND',
      hint: expect.stringMatching(WAYS_OUT),
    });
    expect(String(error)).toContain(reason);
  });

  test('a failure is not remembered: PyTorch may be installed meanwhile', async () => {
    const python = program('later', ['exit 1']);
    await expect(findPython({ python })).rejects.toThrow('cannot import torch');
    program('later', [
      `echo '{"pythonVersion": "3.12.0", "torchVersion": "2.13.0", "cudaDeviceCount": 2}'`,
    ]);
    expect(await findPython({ python, environment: { CUDA_VISIBLE_DEVICES: '4, GPU-7' } })).toEqual(
      {
        executable: python,
        pythonVersion: '3.12.0',
        torchVersion: '2.13.0',
        cudaDevices: ['4', 'GPU-7'],
      },
    );
    expect(await findPython({ python, environment: {} })).toMatchObject({
      cudaDevices: ['0', '1'],
    });
  });

  test('what the environment holds does not reach the program', async () => {
    process.env['AWS_SECRET_ACCESS_KEY'] = 'hush';
    const python = program('nosy', [
      'test -z "$AWS_SECRET_ACCESS_KEY" || exit 1',
      `echo '{"pythonVersion": "3.12.0", "torchVersion": "2"}'`,
    ]);
    await expect(findPython({ python })).resolves.toMatchObject({ torchVersion: '2' });
    delete process.env['AWS_SECRET_ACCESS_KEY'];
  });
});
