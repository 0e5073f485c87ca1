import { join } from 'node:path';
import { inspect, type Finding, type TorchscriptModel } from '@torchrelay/torchscript';
import { beforeAll, expect, test } from 'vitest';

import { modelFolder } from '../../test/models.ts';
import { checkFindings, checkServable, servingProblems } from './check-servable.ts';
import { pinnedGpu } from './pinned-gpu.ts';

let models: string;
let takesInteger: TorchscriptModel;

beforeAll(async () => {
  models = await modelFolder();
  takesInteger = await read('takes-integer');
}, 300_000);

async function read(name: string): Promise<TorchscriptModel> {
  const model = await inspect(join(models, `${name}.pt`));
  if (model.format !== 'torchscript') throw new Error(`${name} is no TorchScript.`);
  return model;
}

function finding(given: Partial<Finding>): Finding {
  return {
    code: 'code-runs-at-load',
    severity: 'danger',
    place: 'code/__torch__.py:12',
    message: 'It writes a file when it is loaded.',
    advice: 'Do not load it.',
    ...given,
  };
}

test.each([
  'add',
  'encoder',
  'named',
  'takes-dictionary',
  'takes-strings',
  'traced',
  'traced-image',
  'frozen',
])('nothing keeps %s.pt from being served', async (name) => {
  expect(servingProblems({ model: await read(name) })).toEqual([]);
});

test('an argument with a default counts too, and the advice says so', async () => {
  expect(servingProblems({ model: await read('takes-default') })).toEqual([
    {
      code: 'argument-type-not-served',
      place: 'forward(scale)',
      message:
        'Argument "scale" of forward is float; the engine passes tensors, List[str], or one single Dict[str, Tensor].',
      advice:
        'Wrap the model so that forward does not take "scale": the engine counts arguments with a default too.',
    },
  ]);
});

test('inputs are judged before anybody knows the outputs', async () => {
  const inputs = [{ name: 'x', datatype: 'BF16', shape: [1] }] as const;
  const problems = servingProblems({ model: await read('add'), inputs });
  expect(problems.map(({ code }) => code)).toEqual(['datatype-not-served']);
});

test('one problem makes one sentence, several a list', async () => {
  const model = await read('takes-integer');
  expect(() => checkServable({ model })).toThrow(
    `${model.name} cannot be served: Argument "repeats" of forward is int`,
  );
  const inputs = [{ name: 'x', datatype: 'BF16', shape: [] }] as const;
  expect(() => checkServable({ model, inputs })).toThrow(
    expect.objectContaining({
      code: 'MODEL_NOT_SERVABLE',
      message: expect.stringContaining('cannot be served, for 3 reasons:\n  Argument "repeats"'),
      data: expect.objectContaining({
        problems: expect.arrayContaining([expect.objectContaining({ code: 'scalar-not-served' })]),
      }),
    }),
  );
});

test('a file whose weights were lost is refused for every engine', async () => {
  const model = {
    ...(await read('add')),
    findings: [finding({ code: 'weights-not-saved', severity: 'warning' })],
  };
  for (const engine of ['triton', 'image'] as const) {
    expect(() => checkServable({ engine, model })).toThrow(
      expect.objectContaining({ code: 'MODEL_NOT_SERVABLE' }),
    );
  }
});

test('an image of the user’s own is not held to Triton’s rules', async () => {
  expect(() => checkServable({ engine: 'image', model: takesInteger })).not.toThrow();
});

test('a dangerous finding stops, and says how to accept it', async () => {
  const model = { ...(await read('add')), findings: [finding({})] };
  expect(() => checkFindings({ model })).toThrow(
    expect.objectContaining({
      code: 'MODEL_DANGEROUS',
      message: `${model.name} may do harm when it is loaded or run: code/__torch__.py:12: It writes a file when it is loaded.`,
      hint: "Do not load it.\nIf you have looked at it and trust it: allowFindings: ['code-runs-at-load']",
    }),
  );
  expect(() => checkFindings({ model, allowFindings: ['code-runs-at-load'] })).not.toThrow();
});

test('accepting one finding accepts no other', async () => {
  const findings = [finding({}), finding({ code: 'reads-files', place: 'code/a.py:1' })];
  const model = { ...(await read('add')), findings };
  expect(() => checkFindings({ model, allowFindings: ['code-runs-at-load'] })).toThrow(
    'code/a.py:1',
  );
  expect(() => checkFindings({ model })).toThrow('(and 1 more)');
});

test('warnings and notes do not stop', async () => {
  const findings = [finding({ severity: 'warning' }), finding({ severity: 'note' })];
  expect(() => checkFindings({ model: { ...takesInteger, findings } })).not.toThrow();
});

test('a GPU that the code names is read from the finding', async () => {
  const baked = finding({
    code: 'device-baked-in',
    severity: 'warning',
    message: 'The code names cuda:1.',
  });
  expect(pinnedGpu({ ...takesInteger, findings: [baked] })).toBe(1);
  const other = { ...baked, message: 'The code names the device mps.' };
  expect(pinnedGpu({ ...takesInteger, findings: [other, baked] })).toBe(1);
  expect(pinnedGpu({ ...takesInteger, findings: [other] })).toBeUndefined();
  expect(pinnedGpu({ ...takesInteger, findings: [] })).toBeUndefined();
});

test.each(['takes-integer', 'returns-dictionary', 'returns-list', 'returns-nested'])(
  'the hint for %s.pt names the command that wraps it',
  async (name) => {
    const model = await read(name);
    expect(() => checkServable({ model })).toThrow(
      expect.objectContaining({
        hint: expect.stringContaining(`torchrelay adapt ${model.name} -o adapted.pt`),
      }),
    );
  },
);

test('a wrapper is not offered where it would not help', async () => {
  const model = await read('without-forward');
  expect(() => checkServable({ model })).toThrow(
    expect.objectContaining({ hint: expect.not.stringContaining('torchrelay adapt') }),
  );
});
