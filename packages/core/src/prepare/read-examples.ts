import { inspect, type TorchscriptModel } from '@torchrelay/torchscript';

import type { TensorInput } from '../open-inference/tensor-types.ts';
import { toWireTensor } from '../open-inference/tensor-input.ts';
import type { Call } from '../target/call.ts';
import type { ExampleTensor } from '../target/rehearsal.ts';
import type { TensorDatatype, TensorSpec } from '../target/signature.ts';
import { checkFindings, checkServable } from './check-servable.ts';
import type { ResolvedTensor, TensorDeclarations } from './declarations.ts';
import { forwardOf } from './forward-types.ts';
import { makeExamples } from './make-examples.ts';
import { parseTensorSpec } from './parse-tensor-spec.ts';
import { notTorchscript } from './not-torchscript.ts';
import { fileInputs } from './resolve-inputs.ts';

/** A model, and values for its inputs. */
export interface ReadExamplesOptions {
  /** Path of a TorchScript file. */
  readonly model: string;
  readonly inputs?: TensorDeclarations | undefined;
  readonly examples?: { readonly [name: string]: TensorInput } | undefined;
  readonly allowFindings?: readonly string[] | undefined;
  readonly call?: Call | undefined;
}

/**
 * Values to try a model with that need not be servable: what the user gives, and what can be made up for
 * inputs that are declared or were traced. Arguments that are no tensors can have one too; those inside of a
 * list, tuple or dictionary are called `argument.0` or `argument.key`.
 *
 * @throws ModelFileError when the file cannot be read, or is something else than TorchScript
 * @throws TorchrelayError `MODEL_DANGEROUS`, `MODEL_NOT_SERVABLE` for a file that no PyTorch can run
 * @throws WireError `BAD_INPUT`
 */
export async function readExamples({
  model: path,
  inputs = {},
  examples = {},
  allowFindings,
  call = {},
}: ReadExamplesOptions): Promise<readonly ExampleTensor[]> {
  const model = await inspect(path, { abortSignal: call.abortSignal });
  if (model.format !== 'torchscript') throw notTorchscript(model.name);
  checkFindings({ model, allowFindings });
  checkServable({ engine: 'image', model });
  const known = knownInputs(model, inputs);
  const names = new Set([...known.map(({ name }) => name), ...Object.keys(examples)]);
  return [...names].flatMap((name) => {
    const input = known.find((each) => each.name === name);
    const value = Object.hasOwn(examples, name) ? examples[name] : undefined;
    if (value !== undefined) return [given(name, value, input ?? numberSpec(model, name))];
    return input === undefined ? [] : makeExamples({ inputs: [input] }).examples;
  });
}

function given(name: string, value: TensorInput, spec: TensorSpec | undefined): ExampleTensor {
  const { datatype, shape, bytes } = toWireTensor({ name, value, ...(spec && { spec }) });
  return { name, datatype, shape, bytes };
}

/** Declared, or traced; in the order of what is known. */
function knownInputs(
  model: TorchscriptModel,
  declared: TensorDeclarations,
): readonly ResolvedTensor[] {
  const traced = fileInputs(model).map((spec) => ({ ...spec, name: dotted(spec.name) }));
  const said = Object.entries(declared).map(([name, declaration]): ResolvedTensor => {
    const tracedShape = traced.find((spec) => spec.name === name)?.shape;
    return { name, ...parseTensorSpec(declaration, name), saidBy: 'user', tracedShape };
  });
  const rest = traced
    .filter(({ name }) => !Object.hasOwn(declared, name))
    .map((spec): ResolvedTensor => ({ ...spec, saidBy: 'file', tracedShape: spec.shape }));
  return [...said, ...rest];
}

/** `batch.ids` of `batch["ids"]`. */
function dotted(name: string): string {
  return name.replace(/^(\w+)\["?(.*?)"?\]$/s, '$1.$2');
}

const datatypeOfNumber: Readonly<Record<string, TensorDatatype>> = {
  int: 'INT64',
  float: 'FP64',
  bool: 'BOOL',
};

function numberSpec(model: TorchscriptModel, name: string): TensorSpec | undefined {
  const argument = forwardOf(model)?.arguments.find((each) => each.name === name);
  const type = argument?.type.replace(/^Optional\[(.*)\]$/, '$1') ?? '';
  const datatype = datatypeOfNumber[type];
  return datatype && { name, datatype, shape: [1] };
}
