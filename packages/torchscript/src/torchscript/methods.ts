import type { CodeClass, CodeFunction } from '../code/code-unit.ts';
import { tidyLiteral } from '../code/tidy-literal.ts';
import type { ModelMethod } from '../model/method.ts';
import type { PickleValue } from '../pickle/value.ts';

/**
 * The methods of a class as its users call them: without `self`.
 *
 * @param constants what `constants.pkl` holds, for defaults that refer to it
 */
export function methodsOf(
  declared: CodeClass,
  constants: readonly PickleValue[],
): readonly ModelMethod[] {
  return declared.methods.map((method) => methodOf(method, constants));
}

/** TorchScript always writes types; where an old file leaves one out, PyTorch takes it for a tensor. */
function methodOf(
  { name, arguments: args, returns }: CodeFunction,
  constants: readonly PickleValue[],
): ModelMethod {
  return {
    name,
    arguments: args.slice(1).map((argument) => ({
      name: argument.name,
      type: argument.type ?? 'Tensor',
      default:
        argument.default === undefined
          ? undefined
          : tidyLiteral(argument.default, (index) => literalOf(constants[index])),
    })),
    returns: returns ?? 'Tensor',
  };
}

/** Texts beyond ASCII are kept among the constants, next to tensors. */
function literalOf(constant: PickleValue | undefined): string | undefined {
  return typeof constant === 'string' ? JSON.stringify(constant) : undefined;
}
