import { checkServable, TorchrelayError } from '@torchrelay/core';
import type { Model } from '@torchrelay/torchscript';

import { declaringOptions, untoldInputs } from '../../models/untold-inputs.ts';
import { shellWord } from '../../output/shell-word.ts';
import { wrap } from '../../output/width.ts';

/** Whether it can be served, and the command that does it or makes it so. */
export function nextStep(
  model: Model,
  { file, columns }: { readonly file: string; readonly columns: number },
): readonly string[] {
  // What may do harm, or is served nowhere yet, has its advice among the findings.
  const isDangerous = model.findings.some(({ severity }) => severity === 'danger');
  if (model.format !== 'torchscript' || isDangerous) return [];
  const problem = problemOf(model);
  if (problem !== undefined)
    return `${problem.message}\n${problem.hint}`.split('\n').flatMap((line) => wrap(line, columns));
  const untold = untoldInputs(model);
  return [
    untold.length === 0 ? 'Serve it here:' : 'Serve it here, with the sizes that it takes:',
    `  torchrelay deploy ${shellWord(file)}${declaringOptions(untold)}`,
  ];
}

function problemOf(
  model: Parameters<typeof checkServable>[0]['model'],
): TorchrelayError | undefined {
  try {
    checkServable({ model });
    return undefined;
  } catch (error) {
    if (TorchrelayError.isInstance(error)) return error;
    throw error;
  }
}
