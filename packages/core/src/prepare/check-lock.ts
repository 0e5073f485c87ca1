import type { TorchscriptModel } from '@torchrelay/torchscript';

import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { formatTensorSpec } from '../package/format-tensor-spec.ts';
import type { TensorSpec } from '../target/signature.ts';
import type { OutputDeclarations, ResolvedTensor, TensorDeclarations } from './declarations.ts';
import { sameSpec, type LockEntry } from './lock-file.ts';
import { resolveInputs } from './resolve-inputs.ts';
import { outputNames, resolveOutputs } from './resolve-outputs.ts';
import { contradiction } from './signature-conflict.ts';

/**
 * How an entry of the lock file contradicts the model file or what its user declares, in words; `undefined`
 * if it does not. The user's word has to be the entry's; what was traced may have been widened in it.
 */
export function lockContradiction({
  entry,
  model,
  inputs,
  outputs = {},
}: {
  readonly entry: LockEntry;
  readonly model: TorchscriptModel;
  readonly inputs?: TensorDeclarations | undefined;
  readonly outputs?: OutputDeclarations | undefined;
}): string | undefined {
  const known = resolveInputs({ model, declared: inputs });
  const names = [...known.inputs, ...known.missing].map(({ name }) => name);
  const lockedNames = entry.inputs.map(({ name }) => name);
  if (known.inputs.length > 0 && !sameNames(names, lockedNames)) {
    return `it has the inputs ${lockedNames.join(', ')}, the model ${names.join(', ')}`;
  }
  const contradicted = [
    ...known.inputs.map((said) => tensorContradiction(said, entry.inputs)),
    ...declaredOutputs(model, outputs).map((said) => tensorContradiction(said, entry.outputs)),
    outputNamesContradiction(outputNames(outputs), entry.outputs),
  ];
  return contradicted.find((problem) => problem !== undefined);
}

function declaredOutputs(
  model: TorchscriptModel,
  outputs: OutputDeclarations,
): readonly ResolvedTensor[] {
  return resolveOutputs({ model, declared: outputs }).outputs;
}

function tensorContradiction(
  said: ResolvedTensor,
  locked: readonly TensorSpec[],
): string | undefined {
  const entry = locked.find(({ name }) => name === said.name);
  if (entry === undefined) return `it does not know "${said.name}"`;
  const agrees =
    said.saidBy === 'user' ? sameSpec(said, entry) : contradiction(entry, said) === undefined;
  if (agrees) return undefined;
  const who = said.saidBy === 'user' ? 'declared as' : 'traced with';
  return `"${said.name}" is ${formatTensorSpec(entry)} in it and ${who} ${formatTensorSpec(said)}`;
}

function outputNamesContradiction(
  declared: readonly string[],
  locked: readonly TensorSpec[],
): string | undefined {
  const names = locked.map(({ name }) => name);
  if (declared.length === 0 || sameNames(declared, names)) return undefined;
  return `it has the outputs ${names.join(', ')}, declared are ${declared.join(', ')}`;
}

/** In the same order, which is that of forward's arguments and of what it returns. */
function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}

export function lockError({
  file,
  lockFile,
  problem,
}: {
  readonly file: string;
  readonly lockFile: string;
  readonly problem: string;
}): TorchrelayError {
  return new TorchrelayError({
    code: 'MODEL_LOCK_CONTRADICTED',
    message: `The entry of ${file} in ${lockFile} contradicts the model: ${problem}.`,
    hint: 'Deploy once with a rehearsal (rehearseOn: local()), which writes the entry anew; or delete the entry.',
    data: { file, lockFile },
  });
}
