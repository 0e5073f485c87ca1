import { TorchrelayError } from '../errors/torchrelay-error.ts';
import { formatTensorSpec } from '../package/format-tensor-spec.ts';
import type { TensorSpec } from '../target/signature.ts';
import { nearestName } from './nearest-name.ts';

/** How a declaration contradicts what is known for certain, in words; `undefined` if it does not. */
export function contradiction(
  declared: Omit<TensorSpec, 'name'>,
  actual: Omit<TensorSpec, 'name'>,
): string | undefined {
  if (declared.datatype !== actual.datatype) {
    return `the datatype is ${actual.datatype}, not ${declared.datatype}`;
  }
  if (declared.shape.length !== actual.shape.length) {
    return `it has ${dimensions(actual.shape.length)}, not ${declared.shape.length}`;
  }
  const axis = declared.shape.findIndex((size, at) => {
    const known = actual.shape[at];
    return size !== -1 && known !== -1 && size !== known;
  });
  if (axis < 0) return undefined;
  return `dimension ${axis} is ${actual.shape[axis]}, not ${declared.shape[axis]}`;
}

export function conflictError({
  declared,
  actual,
  kind,
  source,
  problem,
}: {
  readonly declared: TensorSpec;
  readonly actual: TensorSpec;
  readonly kind: 'input' | 'output';
  /** Who knows better: `the file was traced with`, `the rehearsal gave`. */
  readonly source: string;
  readonly problem: string;
}): TorchrelayError {
  const { name } = declared;
  return new TorchrelayError({
    code: 'MODEL_SIGNATURE_CONFLICT',
    message: `${kind} "${name}" is declared as ${formatTensorSpec(declared)}, but ${source} ${formatTensorSpec(actual)}: ${problem}.`,
    hint: `Leave the declaration of "${name}" out, or write ${formatTensorSpec(actual)}, with -1 for each dimension that may vary.`,
    data: { [kind]: name, declared: formatTensorSpec(declared), actual: formatTensorSpec(actual) },
  });
}

/** Names that were declared and do not exist. */
export function unknownNamesError({
  unknown,
  known,
  kind,
}: {
  readonly unknown: readonly string[];
  readonly known: readonly string[];
  readonly kind: 'input' | 'example';
}): TorchrelayError {
  const names = unknown.map((name) => `"${name}"`).join(', ');
  const nearest = unknown.length === 1 ? nearestName(unknown[0] ?? '', known) : undefined;
  const list = known.map((name) => `"${name}"`).join(', ');
  return new TorchrelayError({
    code: 'MODEL_INPUT_UNKNOWN',
    message: `The model takes no ${names}, for which ${unknown.length === 1 ? `an ${kind} was` : `${kind}s were`} given.`,
    hint:
      nearest === undefined ? `It takes ${list}.` : `Did you mean "${nearest}"? It takes ${list}.`,
    data: { unknown, known },
  });
}

function dimensions(count: number): string {
  return count === 1 ? '1 dimension' : `${count} dimensions`;
}
