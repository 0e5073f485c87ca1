import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hardModelPackage } from '../__fixtures__/model-packages.ts';
import { servingPython } from '../__fixtures__/serving-python.ts';
import { readPackage } from '../package/served-package.ts';
import { loadModel } from './load-model.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const home = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
let worker: WorkerProcess;

beforeAll(async () => {
  worker = await startWorker({ python: servingPython(), home, threads: 1 });
});
afterAll(async () => {
  worker.kill();
  await worker.ended;
  rmSync(home, { recursive: true });
});

/** What the worker says of a model: that it serves it, or why not. */
async function verdict(name: string, strict: boolean): Promise<string> {
  const { modelPath, inputs, outputs } = await readPackage({ directory: hardModelPackage(name) });
  const model = {
    modelPath,
    inputs,
    outputs,
    strict,
    device: 'cpu',
    warmUp: true,
    mayWriteFiles: true,
  };
  return loadModel({ worker, model }).then(
    (warning) => warning ?? 'served',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/**
 * Triton's PyTorch backend: arguments are tensors, lists of strings, or one dictionary of tensors; results are
 * tensors with at least one dimension, lists of strings, or a tuple of these; no BF16, no unsigned integers
 * beyond 8 bits. Source: `ValidateInputs`, `ValidateOutputs`, `ReadOutputTensors` and
 * `ConvertDataTypeToTorchType` of `pytorch_backend`, 2026-05.
 */
describe('the rules of the serving engine', () => {
  const refused: [model: string, why: RegExp, otherwise: RegExp][] = [
    ['optional-argument', /^argument "mask" of forward is Optional\[Tensor\]/, /^served$/],
    ['flag', /^argument "twice" of forward is bool/, /^served$/],
    ['scale', /^argument "scale" of forward is float/, /^served$/],
    ['optional-result', /^forward returns Optional\[Tensor\]/, /^served$/],
    [
      'nested-tuple',
      /^forward returns Tuple\[Tensor, Tensor\]/,
      /^result 1 of the model is a tuple/,
    ],
    ['number', /^forward returns int/, /^the result of the model is a int/],
    ['numbers', /^forward returns List\[int\]/, /^the result of the model is a list/],
    ['identity-bf16', /^input "x" is BF16, which the serving engine lacks$/, /^served$/],
    ['identity-uint16', /^input "x" is UINT16/, /^served$/],
    ['identity-uint32', /^input "x" is UINT32/, /^served$/],
    ['identity-uint64', /^input "x" is UINT64/, /^served$/],
  ];

  test.each(refused)('refuse %s', async (model, why) => {
    expect(await verdict(model, true)).toMatch(why);
  });

  test.each(refused)(
    'where they are not asked for, leave %s to PyTorch',
    async (model, _, otherwise) => {
      expect(await verdict(model, false)).toMatch(otherwise);
    },
  );

  test.each(['engine-datatypes', 'named-outputs', 'texts', 'doubling-batched'])(
    'take %s, asked for or not',
    async (model) => {
      expect(await verdict(model, true)).toBe('served');
      expect(await verdict(model, false)).toBe('served');
    },
  );
});
