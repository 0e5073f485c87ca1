import type { PreprocessDeclarations } from '@torchrelay/core';
import type { PreprocessingByName } from '@torchrelay/core/target';

/** What can be given under a name in place of a tensor. */
export type InputKinds = ReadonlyMap<string, 'image' | 'text'>;

/** Declared, or as a deployed model has it; the name of a preset stands for a picture. */
export function kindsOf(preprocess: PreprocessDeclarations | PreprocessingByName = {}): InputKinds {
  return new Map(
    Object.entries(preprocess).map(([name, step]) => [
      name,
      typeof step === 'object' && step.from === 'text' ? 'text' : 'image',
    ]),
  );
}
