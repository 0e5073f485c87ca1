import type { Model } from '@torchrelay/torchscript';

import { shellWord } from '../output/shell-word.ts';

/** The inputs of which the file says neither datatype nor shape: of a scripted model all, of a traced one none. */
export function untoldInputs(model: Model): readonly string[] {
  if (model.format !== 'torchscript') return [];
  const forward = model.methods.find(({ name }) => name === 'forward');
  const traced = model.tracedInputs.filter(({ method }) => method === 'forward');
  const told = new Set(traced.map(({ name }) => name.split(/[[.]/)[0]));
  return (forward?.arguments ?? [])
    .filter(({ name, default: given }) => given === undefined && !told.has(name))
    .map(({ name }) => name);
}

/** The options that say it, with sizes that stand for the model's own. */
export function declaringOptions(untold: readonly string[]): string {
  return untold.map((name) => ` --input ${shellWord(`${name}=FP32[-1,3,224,224]`)}`).join('');
}
