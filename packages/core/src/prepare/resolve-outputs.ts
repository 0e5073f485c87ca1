import type { TorchscriptModel } from '@torchrelay/torchscript';

import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { defaultOutputName } from '../package/output-names.ts';
import type { TensorSpec } from '../target/signature.ts';
import type {
  MissingTensor,
  OutputDeclarations,
  ResolvedTensor,
  TensorDeclarations,
} from './declarations.ts';
import { returnedTypes, stringsType } from './forward-types.ts';
import { parseTensorSpec } from './parse-tensor-spec.ts';
import { conflictError, contradiction } from './signature-conflict.ts';

export interface ResolvedOutputs {
  /** In the order in which the model returns them. */
  readonly outputs: readonly ResolvedTensor[];
  readonly missing: readonly MissingTensor[];
}

/** Outputs as a rehearsal found them, now or when the lock file was written. */
export interface FoundOutputs {
  readonly outputs: readonly TensorSpec[];
  readonly by: 'rehearsal' | 'lock';
}

/**
 * The outputs of a model, of which a TorchScript file says neither datatype nor shape: what the user declares,
 * else what a rehearsal found, now or earlier. Where both are there they must agree.
 *
 * @throws TorchrelayError `MODEL_SIGNATURE_CONFLICT`, `TENSOR_SPEC_INVALID`
 */
export function resolveOutputs({
  model,
  declared = {},
  found,
}: {
  readonly model: TorchscriptModel;
  readonly declared?: OutputDeclarations | undefined;
  readonly found?: FoundOutputs | undefined;
}): ResolvedOutputs {
  const names = outputNames(declared);
  const count = found?.outputs.length ?? returnedCount(model);
  if (names.length > 0 && count !== undefined && names.length !== count)
    throw countError(names, count);
  if (!isNames(declared) && names.length > 0) return declaredOutputs({ declared, found });
  if (found !== undefined) return { outputs: foundOutputs(found, names), missing: [] };
  const wanted =
    names.length > 0
      ? names
      : Array.from({ length: count ?? 1 }, (_, index) => defaultOutputName(index));
  return {
    outputs: [],
    missing: wanted.map((name) => ({ kind: 'output', name, example: 'FP32[-1,1000]' })),
  };
}

/** A dictionary, or a list of tensors, has as many as it has: only servers of the user's own carry them. */
function returnedCount(model: TorchscriptModel): number | undefined {
  const types = returnedTypes(model);
  const isOpen = types?.some((type) => type !== stringsType && /^(?:Dict|List)\[/.test(type));
  return isOpen === true ? undefined : types?.length;
}

/** The names that a user gave the outputs, whether or not the rest of them too. */
export function outputNames(declared: OutputDeclarations = {}): readonly string[] {
  return isNames(declared) ? declared : Object.keys(declared);
}

function isNames(declared: OutputDeclarations): declared is readonly string[] {
  return Array.isArray(declared);
}

function declaredOutputs({
  declared,
  found,
}: {
  declared: TensorDeclarations;
  found: FoundOutputs | undefined;
}): ResolvedOutputs {
  const outputs = Object.entries(declared).map(([name, declaration], index) => {
    const spec = { name, ...parseTensorSpec(declaration, name) };
    const actual = found?.outputs[index];
    const problem = actual === undefined ? undefined : contradiction(spec, actual);
    if (actual !== undefined && problem !== undefined) {
      const source = found?.by === 'lock' ? 'the lock file says' : 'the rehearsal gave';
      throw conflictError({ declared: spec, actual, kind: 'output', source, problem });
    }
    return { ...spec, saidBy: 'user' as const };
  });
  return { outputs, missing: [] };
}

function foundOutputs(
  { outputs, by }: FoundOutputs,
  names: readonly string[],
): readonly ResolvedTensor[] {
  return outputs.map(({ name, datatype, shape }, index) => ({
    name: names[index] ?? name,
    datatype,
    shape,
    saidBy: by,
  }));
}

function countError(names: readonly string[], count: number): TorchrelayError {
  const list = names.map((name) => `"${name}"`).join(', ');
  return new TorchrelayError({
    code: 'MODEL_SIGNATURE_CONFLICT',
    message: `${names.length === 1 ? 'One output is' : `${names.length} outputs are`} declared (${list}), but the model returns ${count}.`,
    hint: `Declare all ${count}, in the order in which forward returns them.`,
    data: { declared: names, returned: count },
  });
}
