import type { CodeClass } from '../code/code-unit.ts';
import type { Origin } from '../model/torchscript-model.ts';

/**
 * How the model was made, as far as the file tells. Tracing leaves its example inputs (PyTorch 2 does)
 * and arguments called `argument_1`, and one `forward1` more for each further call of a module; scripting leaves constants, branches and more methods.
 */
export function originOf({
  modules,
  hasTracedInputs,
}: {
  /** The classes of all modules of the model. */
  modules: readonly CodeClass[];
  hasTracedInputs: boolean;
}): Origin {
  const traced = hasTracedInputs || modules.some(looksTraced);
  const scripted = modules.some(looksScripted);
  if (traced && scripted) return 'mixed';
  if (traced) return 'trace';
  return scripted ? 'script' : 'unknown';
}

function looksTraced({ methods }: CodeClass): boolean {
  return methods.some(({ arguments: args }) =>
    args.some(({ name }) => /^argument_\d+$/.test(name)),
  );
}

function looksScripted({ constants, methods, attributes }: CodeClass): boolean {
  return (
    constants.length > 0 ||
    attributes.some(({ name, type }) => name === '_is_full_backward_hook' && type === 'NoneType') ||
    methods.some(
      ({ name, branches, arguments: args }) =>
        !/^forward\d*$/.test(name) ||
        branches ||
        args.some((argument) => argument.default !== undefined),
    )
  );
}
