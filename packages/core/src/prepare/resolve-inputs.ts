import type { ModelArgument, TorchscriptModel } from '@torchrelay/torchscript';

import { fromTorchDtype } from '../open-inference/datatype.ts';
import type { TensorSpec } from '../target/signature.ts';
import type { MissingTensor, ResolvedTensor, TensorDeclarations } from './declarations.ts';
import { dictionaryArgument, forwardOf, stringsType, tensorType } from './forward-types.ts';
import { parseTensorSpec } from './parse-tensor-spec.ts';
import { conflictError, contradiction, unknownNamesError } from './signature-conflict.ts';

export interface ResolvedInputs {
  /** In the order of `forward`'s arguments. */
  readonly inputs: readonly ResolvedTensor[];
  readonly missing: readonly MissingTensor[];
}

/**
 * The inputs of a model. Names come from `forward`; datatypes and shapes from the user, from the example
 * that a file was traced with, or from the lock file, in this order. A traced dimension stays as it was
 * traced, since the file repeats what one example did: it becomes -1 where the user says so, or where a
 * rehearsal or a lock file shows that it may vary.
 *
 * @throws TorchrelayError `MODEL_INPUT_UNKNOWN`, `MODEL_SIGNATURE_CONFLICT`, `TENSOR_SPEC_INVALID`
 */
export function resolveInputs({
  model,
  declared = {},
  locked = [],
}: {
  readonly model: TorchscriptModel;
  readonly declared?: TensorDeclarations | undefined;
  readonly locked?: readonly TensorSpec[] | undefined;
}): ResolvedInputs {
  const fromFile = fileInputs(model);
  const names = inputNames({ model, fromFile, declared, locked });
  const unknown = Object.keys(declared).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw unknownNamesError({ unknown, known: names, kind: 'input' });
  const resolved = names.map((name) => ({
    name,
    found: resolveInput({
      name,
      declaration: declaredSpec(declared, name),
      fromFile: fromFile.find((spec) => spec.name === name),
      locked: locked.find((spec) => spec.name === name),
    }),
  }));
  const missing = resolved.flatMap(({ name, found }) =>
    found === undefined ? [missingInput(name)] : [],
  );
  return {
    inputs: resolved.flatMap(({ found }) => (found === undefined ? [] : [found])),
    missing: names.length > 0 ? missing : [missingInput('x')],
  };
}

function resolveInput({
  name,
  declaration,
  fromFile,
  locked,
}: {
  name: string;
  declaration: TensorSpec | undefined;
  fromFile: TensorSpec | undefined;
  locked: TensorSpec | undefined;
}): ResolvedTensor | undefined {
  const tracedShape = fromFile?.shape;
  if (declaration !== undefined) {
    if (fromFile !== undefined) checkAgainstFile(declaration, fromFile);
    return { ...declaration, saidBy: 'user', tracedShape };
  }
  if (locked !== undefined) return { ...locked, name, saidBy: 'lock', tracedShape };
  return fromFile === undefined ? undefined : { ...fromFile, saidBy: 'file', tracedShape };
}

function checkAgainstFile(declared: TensorSpec, actual: TensorSpec): void {
  const problem = contradiction(declared, actual);
  if (problem === undefined) return;
  const source = actual.datatype === 'BYTES' ? 'forward takes' : 'the file was traced with';
  throw conflictError({ declared, actual, kind: 'input', source, problem });
}

function declaredSpec(declared: TensorDeclarations, name: string): TensorSpec | undefined {
  const declaration = Object.hasOwn(declared, name) ? declared[name] : undefined;
  return declaration === undefined ? undefined : { name, ...parseTensorSpec(declaration, name) };
}

/** What the file itself says: the examples of a trace, and lists of strings, which have one form only. */
export function fileInputs(model: TorchscriptModel): readonly TensorSpec[] {
  const dictionary = dictionaryArgument(model);
  const traced = model.tracedInputs
    .filter(({ method }) => method === 'forward')
    .flatMap(({ name, dtype, shape }) => {
      const datatype = fromTorchDtype(dtype);
      return datatype === undefined ? [] : [{ name: keyOf(name, dictionary), datatype, shape }];
    });
  const strings = (forwardOf(model)?.arguments ?? [])
    .filter(({ type }) => type === stringsType)
    .map(({ name }) => ({ name, datatype: 'BYTES' as const, shape: [-1] }));
  return [...traced, ...strings];
}

/** `ids` of `batch["ids"]`, where the dictionary `batch` is the one argument. */
function keyOf(name: string, dictionary: ModelArgument | undefined): string {
  if (dictionary === undefined) return name;
  const key = /^[^[]*\[(".*")\]$/s.exec(name)?.[1];
  return key === undefined ? name : String(JSON.parse(key));
}

/**
 * Forward's argument names; the keys, as far as anybody has named them, where it takes a dictionary. An
 * argument that is no tensor, which only an image of the user's own can be for, has to be declared to count.
 */
function inputNames({
  model,
  fromFile,
  declared,
  locked,
}: {
  model: TorchscriptModel;
  fromFile: readonly TensorSpec[];
  declared: TensorDeclarations;
  locked: readonly TensorSpec[];
}): readonly string[] {
  if (dictionaryArgument(model) === undefined) {
    return (forwardOf(model)?.arguments ?? [])
      .filter(
        ({ name, type }) =>
          type === tensorType || type === stringsType || Object.hasOwn(declared, name),
      )
      .map(({ name }) => name);
  }
  if (fromFile.length > 0) return fromFile.map(({ name }) => name);
  const keys = Object.keys(declared);
  return keys.length > 0 ? keys : locked.map(({ name }) => name);
}

function missingInput(name: string): MissingTensor {
  return { kind: 'input', name, example: 'FP32[-1,3,224,224]' };
}
