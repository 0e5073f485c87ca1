import type { PreprocessingByName, TensorSpec } from '@torchrelay/core/target';

import { shellWord } from '../output/shell-word.ts';
import { elementCount, nest, smallestShape } from '../tensors/zeros.ts';

/** Larger inputs than this are not written out. */
export const mostWritten = 16;

/** What stands after `torchrelay predict <name>`: taken as it stands, but for the name of a picture. */
export function exampleInputs(
  inputs: readonly TensorSpec[],
  preprocess: PreprocessingByName = {},
): string {
  const steps = Object.entries(preprocess);
  const made = new Set(
    steps.flatMap(([name, step]) => (step.from === 'image' ? [name] : Object.keys(step.inputs))),
  );
  const bare = steps.map(([name, step]) =>
    shellWord(`${name}=${step.from === 'image' ? 'picture.jpg' : 'Some text'}`),
  );
  const tensors = inputs
    .filter(({ name }) => !made.has(name))
    .map((input) => `--input ${shellWord(`${input.name}=${exampleValue(input)}`)}`);
  return [...bare, ...tensors].join(' ');
}

function exampleValue({ datatype, shape }: TensorSpec): string {
  const sizes = smallestShape(shape);
  if (elementCount(sizes) > mostWritten) return 'zeros';
  const element = datatype === 'BYTES' ? 'text' : datatype === 'BOOL' ? false : 0;
  return JSON.stringify(nest<string | boolean | number>(element, sizes));
}
