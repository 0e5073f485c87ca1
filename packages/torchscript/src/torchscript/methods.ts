import type { CodeClass, CodeFunction } from '../code/code-unit.ts';
import type { ModelMethod } from '../model/method.ts';

/** The methods of a class as its users call them: without `self`. */
export function methodsOf(declared: CodeClass): readonly ModelMethod[] {
  return declared.methods.map(methodOf);
}

/** TorchScript always writes types; where an old file leaves one out, PyTorch takes it for a tensor. */
function methodOf({ name, arguments: args, returns }: CodeFunction): ModelMethod {
  return {
    name,
    arguments: args.slice(1).map((argument) => ({
      name: argument.name,
      type: argument.type ?? 'Tensor',
      default: argument.default,
    })),
    returns: returns ?? 'Tensor',
  };
}
