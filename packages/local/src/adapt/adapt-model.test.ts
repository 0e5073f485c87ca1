import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deploy, prepareModel, toFloat32Array } from '@torchrelay/core';
import type { TensorSpec } from '@torchrelay/core/target';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { servingPython } from '../__fixtures__/serving-python.ts';
import { local } from '../target/local-target.ts';
import { adaptModel, type AdaptOptions, type AdaptReport } from './adapt-model.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'torchrelay-test-'));
const temporary = join(folder, 'temporary');
const adapted = join(folder, 'adapted');

beforeAll(() => {
  mkdirSync(temporary);
  mkdirSync(adapted);
  const script = join(import.meta.dirname, '../__fixtures__/make_unserved_models.py');
  execFileSync(servingPython(), ['-W', 'ignore', script, folder], { stdio: 'pipe' });
  // Nobody else's files are in here.
  vi.stubEnv('TMPDIR', temporary);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const pathOf = (model: string): string => join(folder, `${model}.pt`);
const outOf = (model: string): string => join(adapted, `${model}.pt`);

function adapt(model: string, options: Partial<AdaptOptions> = {}): Promise<AdaptReport> {
  const python = servingPython();
  return adaptModel({ model: pathOf(model), out: outOf(model), python, ...options });
}

function declared(specs: readonly TensorSpec[]): Record<string, Omit<TensorSpec, 'name'>> {
  return Object.fromEntries(specs.map(({ name, ...spec }) => [name, spec]));
}

/** The engine's own rules, and nothing left behind. */
async function expectServable(
  model: string,
  { inputs, outputs }: Pick<AdaptReport, 'inputs' | 'outputs'>,
): Promise<void> {
  const signature = { inputs: declared(inputs), outputs: declared(outputs) };
  await expect(prepareModel({ source: outOf(model), ...signature })).resolves.toMatchObject({
    modelPackage: { signature: { inputs, outputs } },
  });
  expect(readdirSync(temporary)).toEqual([]);
  expect(readdirSync(adapted).filter((name) => name.endsWith('.tmp'))).toEqual([]);
}

const x = 'FP32[-1,4]';

describe('an adapted model is served and answers as the model does', () => {
  test('a dictionary becomes its values, in its order, called after its keys', async () => {
    const report = await adapt('dictionary', { inputs: { x } });
    expect(report).toMatchObject({
      needed: true,
      inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 4] }],
      outputs: [
        { name: 'scores', datatype: 'FP32', shape: [1, 3] },
        { name: 'best_class', datatype: 'INT64', shape: [1] },
      ],
      changes: ['Dict[str, Tensor] is returned as scores, best_class'],
    });
    expect(report.source).toContain('def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:');
    await expectServable('dictionary', report);
  });

  test('dictionaries in dictionaries too, and a scalar in them gets a dimension', async () => {
    const report = await adapt('nested', { inputs: { x } });
    expect(report.outputs).toEqual([
      { name: 'low_min', datatype: 'FP32', shape: [1] },
      { name: 'low_sum', datatype: 'FP32', shape: [1] },
      { name: 'high_max', datatype: 'FP32', shape: [1] },
    ]);
    expect(report.changes).toContain('"low_sum" has one dimension of one element in place of none');
    await expectServable('nested', report);
  });

  test('a list becomes as many outputs as the example gave', async () => {
    const report = await adapt('listed', {
      examples: {
        x: [
          [1, 2],
          [3, 4],
        ],
      },
    });
    expect(report.outputs.map(({ name, shape }) => [name, shape])).toEqual([
      ['OUTPUT__0', [2]],
      ['OUTPUT__1', [2]],
    ]);
    expect(report.source).toContain('assert len(result) == 2');
    await expectServable('listed', report);
  });

  test('BF16 is FP32 at the border, in and out', async () => {
    const report = await adapt('bfloat16', { inputs: { x: 'BF16[-1,4]' } });
    expect(report).toMatchObject({
      inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 4] }],
      outputs: [{ name: 'OUTPUT__0', datatype: 'FP32', shape: [1, 3] }],
      changes: ['"x" is FP32 in place of BF16', '"OUTPUT__0" is FP32 in place of BF16'],
    });
    await expectServable('bfloat16', report);
  });

  test('numbers are set, keep their defaults, or become tensors', async () => {
    const set = await adapt('numbers', { inputs: { x }, set: { steps: 3 } });
    expect(set.inputs.map(({ name }) => name)).toEqual(['x']);
    expect(set.changes).toEqual([
      '"steps" is 3',
      '"scale" keeps its default, 2.0',
      '"shift" keeps its default, None',
    ]);
    const examples = { steps: 2, scale: 0.1, shift: [[1, 2, 3, 4]] };
    const taken = await adapt('numbers', { inputs: { x }, examples });
    expect(taken.inputs).toEqual([
      { name: 'x', datatype: 'FP32', shape: [1, 4] },
      { name: 'steps', datatype: 'INT64', shape: [1] },
      { name: 'scale', datatype: 'FP64', shape: [1] },
      { name: 'shift', datatype: 'FP32', shape: [1, 4] },
    ]);
    await expectServable('numbers', taken);
  });

  test('a scalar gets a dimension', async () => {
    const report = await adapt('scalar', { inputs: { x } });
    expect(report.outputs).toEqual([{ name: 'OUTPUT__0', datatype: 'FP32', shape: [1] }]);
    await expectServable('scalar', report);
  });

  test('numbers and texts that are returned become tensors and lists of strings', async () => {
    const report = await adapt('answers', { inputs: { x } });
    expect(report.outputs.map(({ datatype, shape }) => `${datatype}[${shape.join()}]`)).toEqual([
      'INT64[1]',
      'FP64[1]',
      'BOOL[1]',
      'BYTES[1]',
      'FP32[1,4]',
    ]);
    await expectServable('answers', report);
  });

  test('lists and dictionaries that are taken become an input for each tensor', async () => {
    const examples = { 'images.0': [[1, 2]], 'images.1': [[3, 4]], 'sizes.class': [2, 2] };
    const report = await adapt('many', { examples });
    expect(report.inputs.map(({ name }) => name)).toEqual(['images_0', 'images_1', 'sizes_class']);
    await expectServable('many', report);
  });

  test('keys that are no names in Python become names, and what may be missing has to be there', async () => {
    const report = await adapt('keyed', { examples: { 0: [1, 2], class: [3, 4] } });
    expect(report.inputs.map(({ name }) => name)).toEqual(['_0', 'class_']);
    expect(report.source).toContain("self.model(batch={'0': _0, 'class': class_})");
    expect(report.source).toContain('is not None');
    await expectServable('keyed', report);
  });

  test('whatever is nested in whatever, with numbers of each kind', async () => {
    const report = await adapt('mixed', {
      inputs: { x },
      examples: { on: true },
      set: { top: Number.POSITIVE_INFINITY },
    });
    expect(report.inputs.map(({ name, datatype }) => `${name} ${datatype}`)).toEqual([
      'x FP32',
      'on BOOL',
    ]);
    expect(report.outputs.map(({ name }) => name)).toEqual(['OUTPUT__0', 'OUTPUT__1', '1_1_a_0']);
    await expectServable('mixed', report);
  });

  test('in training mode, with its random numbers, and though it writes into its input', async () => {
    const report = await adapt('training', { examples: { x: [[1, 2, 3, 4, 5, 6, 7, 8]] } });
    expect(report.outputs).toEqual([{ name: 'y', datatype: 'FP32', shape: [1, 8] }]);
    await expectServable('training', report);
  });
});

test('what a model changes in itself is as it was saved', async () => {
  const report = await adapt('counting', { inputs: { x } });
  expect(report.outputs.map(({ name }) => name)).toEqual(['y', 'calls']);
  await expectServable('counting', report);
});

test('local() serves an adapted model, with the answers of the model itself', async () => {
  const { inputs, outputs } = await adapt('numbers', { inputs: { x }, examples: { steps: 3 } });
  await using endpoint = await deploy(outOf('numbers'), local({ python: servingPython() }), {
    name: 'adapted',
    inputs: declared(inputs),
    outputs: declared(outputs),
    examples: { steps: [3] },
  });
  const { OUTPUT__0: answer } = await endpoint.predict({ x: [[1, 2, 3, 4]], steps: [3] });
  if (answer?.datatype !== 'FP32') throw new Error('It is no FP32.');
  expect([...toFloat32Array(answer)]).toEqual([8, 16, 24, 32]);
});

describe('nothing is written', () => {
  test('for a model that can be served as it is', async () => {
    expect(await adapt('named', { inputs: { x } })).toEqual({
      needed: false,
      inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 4] }],
      outputs: [
        { name: 'left', datatype: 'FP32', shape: [1, 4] },
        { name: 'right', datatype: 'FP32', shape: [1, 4] },
      ],
      changes: [],
      torchVersion: expect.stringMatching(/^2\./),
    });
    expect(existsSync(outOf('named'))).toBe(false);
  });

  test.each([
    {
      model: 'anything',
      code: 'MODEL_NOT_ADAPTABLE',
      problem: '0.0 is complex, which no tensor can be made of',
    },
    {
      model: 'text',
      code: 'MODEL_NOT_ADAPTABLE',
      problem: 'argument "mode" of forward is str, which no tensor can be made into',
    },
    {
      model: 'clock',
      code: 'MODEL_NOT_ADAPTABLE',
      problem: '"now" of the adapted model is not what the model itself gives',
    },
    {
      model: 'numbers',
      code: 'ADAPT_VALUE_NEEDED',
      problem: 'argument "steps" of forward is int: give it a value that stays',
    },
    {
      model: 'numbers',
      options: { set: { step: 3 } },
      code: 'ADAPT_VALUE_NEEDED',
      problem: 'forward takes no "step", which is to be set; it takes x, steps, scale, shift',
    },
    {
      model: 'numbers',
      options: { set: { steps: 'three' } },
      code: 'ADAPT_VALUE_NEEDED',
      problem: '"steps" is int, which "three" is not',
    },
    {
      model: 'dictionary',
      options: { inputs: { x: 'FP32[1,5]' } },
      code: 'MODEL_FAILED',
      problem: 'failed when it was run',
    },
  ])('for $model: $problem', async ({ model, options = {}, code, problem }) => {
    const file = outOf('refused');
    writeFileSync(file, 'as it was');
    await expect(adapt(model, { inputs: { x }, out: file, ...options })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(problem),
      hint: expect.any(String),
    });
    expect(readdirSync(temporary)).toEqual([]);
    expect(readdirSync(adapted).filter((name) => name.startsWith('refused'))).toEqual([
      'refused.pt',
    ]);
  });

  test('over the model itself', async () => {
    await expect(adapt('named', { out: pathOf('named') })).rejects.toMatchObject({
      code: 'ADAPT_IN_PLACE',
    });
  });

  test('when it takes too long, or is stopped', async () => {
    await expect(adapt('named', { inputs: { x }, timeLimitInMs: 50 })).rejects.toMatchObject({
      code: 'TIME_LIMIT_EXCEEDED',
    });
    const abortSignal = AbortSignal.abort(new Error('enough'));
    await expect(adapt('named', { inputs: { x }, abortSignal })).rejects.toThrow('enough');
    expect(readdirSync(temporary)).toEqual([]);
  });
});

test('a text can be set', async () => {
  const report = await adapt('text', { inputs: { x }, set: { mode: 'double' } });
  expect(report.changes).toEqual([`"mode" is 'double'`]);
  await expectServable('text', report);
});
