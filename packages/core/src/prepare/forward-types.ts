import type { ModelArgument, ModelMethod, TorchscriptModel } from '@torchrelay/torchscript';

/** The types that the engine passes as a whole tensor: lists of strings are BYTES of one dimension. */
export const tensorType = 'Tensor';
export const stringsType = 'List[str]';
const dictionaryType = 'Dict[str, Tensor]';

export function forwardOf(model: TorchscriptModel): ModelMethod | undefined {
  return model.methods.find(({ name }) => name === 'forward');
}

/** The one argument of a `forward` that takes a dictionary of tensors, whose keys are then the inputs. */
export function dictionaryArgument(model: TorchscriptModel): ModelArgument | undefined {
  const [first, ...others] = forwardOf(model)?.arguments ?? [];
  return first?.type === dictionaryType && others.length === 0 ? first : undefined;
}

/**
 * The types of what `forward` returns, one per output; `undefined` where only a class is named, such as a
 * NamedTuple, whose fields the annotation does not tell.
 */
export function returnedTypes(model: TorchscriptModel): readonly string[] | undefined {
  const returns = forwardOf(model)?.returns ?? '';
  const tuple = /^Tuple\[(.*)\]$/s.exec(returns)?.[1];
  if (tuple !== undefined) return splitTypes(tuple);
  return isClass(returns) ? undefined : [returns];
}

const builtIn =
  /^(Tensor|int|float|bool|str|complex|number|NoneType|None|Any|Device|Stream|(Dict|List|Optional|Union|Future|Tuple)\[.*)$/s;

function isClass(type: string): boolean {
  return !builtIn.test(type);
}

/** `Tensor, Dict[str, Tensor]` at its outer commas. */
function splitTypes(list: string): string[] {
  const types: string[] = [];
  let depth = 0;
  let current = '';
  for (const character of list) {
    if (character === '[') depth++;
    if (character === ']') depth--;
    if (character === ',' && depth === 0) {
      types.push(current.trim());
      current = '';
    } else current += character;
  }
  return current.trim() === '' ? types : [...types, current.trim()];
}
