import { beforeAll, describe, expect, it } from 'vitest';
import { inspect } from '../src/index.ts';
import type { ModelModule, ModelTensor, TorchscriptModel } from '../src/index.ts';
import { openZoo, type ModelAnswer, type Zoo } from './zoo.ts';

/** Opened before the tests are collected, so that each archive gets tests of its own. */
const zoo: Zoo = await openZoo();

/** Its `__setstate__` restores the flag by running code, so no reader can know it. */
const restoresItself = new Set(['getstate']);

describe.for(zoo.names)('%s: says the same as torch.jit.load', (name) => {
  const answer = zoo.models[name] as ModelAnswer;
  let model: TorchscriptModel;

  beforeAll(async () => {
    const read = await inspect(zoo.file(name));
    if (read.format !== 'torchscript') throw new Error(`${name} was read as ${read.format}`);
    model = read;
  });

  it('parameters: names, types, shapes, strides, in order', () => {
    expect(comparable(model, 'parameter')).toEqual(answer.parameters);
  });

  it('buffers: names, types, shapes, strides, in order', () => {
    expect(comparable(model, 'buffer')).toEqual(answer.buffers);
  });

  it('which parameters are repetitions, and how many elements there are in all', () => {
    const distinct = model.tensors.filter(
      ({ role, sameAs }) => role === 'parameter' && sameAs === undefined,
    );
    expect(distinct.map((tensor) => tensor.name)).toEqual(answer.distinctParameters);
    expect(model.totals.parameters.elements).toBe(answer.parameterElements);
  });

  it('modules: names and classes', () => {
    const classOf = ({ className }: ModelModule): string => className.split('.').at(-1) ?? '';
    const listed = flatten(model.modules).map((module) => [module.name, classOf(module)]);
    expect(listed).toEqual(answer.modules);
  });

  it('methods: arguments, types, defaults, what they return', () => {
    const methods = Object.fromEntries(model.methods.map((method) => [method.name, method]));
    expect(Object.keys(methods).toSorted()).toEqual(
      answer.methods.map((method) => method.name).toSorted(),
    );
    for (const wanted of answer.methods) {
      const { returns, arguments: args = [] } = methods[wanted.name] ?? {};
      expect(returns).toBe(wanted.returns);
      expect(args.map(({ name: argument, type }) => [argument, type])).toEqual(
        wanted.arguments.map((argument) => [argument.name, argument.type]),
      );
      expect(args.map((argument) => argument.default ?? null)).toEqual(
        wanted.arguments.map((argument) => argument.default),
      );
    }
  });

  it('the example inputs that it was traced with', () => {
    expect(model.tracedInputs).toEqual(answer.tracedInputs);
  });

  it('training flag, extra files', () => {
    const training = restoresItself.has(name) ? null : answer.training;
    expect(model.training ?? null).toBe(training);
    expect(model.extraFiles.toSorted()).toEqual(answer.extraFiles);
  });
});

function comparable(model: TorchscriptModel, role: ModelTensor['role']): unknown {
  return model.tensors
    .filter((tensor) => tensor.role === role)
    .map(({ name, dtype, shape, strides, storageOffset, requiresGrad, layout }) => ({
      name,
      dtype,
      shape,
      strides,
      storageOffset,
      requiresGrad,
      layout,
    }));
}

function flatten(module: ModelModule): readonly ModelModule[] {
  return [module, ...module.children.flatMap(flatten)];
}
