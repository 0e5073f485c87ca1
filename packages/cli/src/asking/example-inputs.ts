import type { TensorSpec } from '@torchrelay/core/target';

import { shellWord } from '../output/shell-word.ts';
import { elementCount, nest, smallestShape } from '../tensors/zeros.ts';

/** Larger inputs than this are not written out. */
export const mostWritten = 16;

/** Options for `torchrelay predict` that the model takes as they stand. */
export function exampleInputs(inputs: readonly TensorSpec[]): string {
  return inputs
    .map((input) => `--input ${shellWord(`${input.name}=${exampleValue(input)}`)}`)
    .join(' ');
}

function exampleValue({ datatype, shape }: TensorSpec): string {
  const sizes = smallestShape(shape);
  if (elementCount(sizes) > mostWritten) return 'zeros';
  const element = datatype === 'BYTES' ? 'text' : datatype === 'BOOL' ? false : 0;
  return JSON.stringify(nest<string | boolean | number>(element, sizes));
}
