import { declaringOptions } from '../../models/untold-inputs.ts';
import { shellWord } from '../../output/shell-word.ts';
import type { Style } from '../../output/style.ts';
import { targetOption } from '../../targets/open-target.ts';
import type { TrainDocument } from './run.ts';

/** What can be done with the result, in commands that work as they stand. */
export function nextSteps({
  name,
  model,
  problem,
  untold,
  uri,
}: {
  readonly name: string;
  /** What `deploy` takes. */
  readonly model: string | undefined;
  /** Why it cannot be served. */
  readonly problem: { readonly message: string; readonly hint?: string } | undefined;
  /** Inputs of which the model’s file does not say what they take. */
  readonly untold: readonly string[];
  readonly uri: string;
}): string[] {
  const option = targetOption(uri);
  const named = model?.startsWith('job:') === true ? '' : ` --name ${name}`;
  return [
    ...(model === undefined
      ? ['', 'There is no model to deploy: the script wrote none into TORCHRELAY_MODEL_DIR.']
      : problem === undefined
        ? [
            '',
            untold.length === 0
              ? 'Put it to work:'
              : 'Put it to work, with the sizes that it takes:',
            `  torchrelay deploy ${shellWord(model)}${named}${declaringOptions(untold)}${option}`,
          ]
        : ['', `The model cannot be deployed as it is: ${problem.message}`, problem.hint ?? '']),
    'Then:',
    `  torchrelay logs ${name} --job${option}`,
    `  torchrelay destroy ${name} --job${option}`,
  ];
}

export function afterDetaching({
  document: { name, attempt, started },
  uri,
  style,
}: {
  readonly document: TrainDocument;
  readonly uri: string;
  readonly style: Style;
}): string[] {
  const option = targetOption(uri);
  return [
    '',
    `Attempt ${attempt} of ${style.bold(name)} ${started ? 'has been started' : 'was there already'}. Follow it:`,
    `  torchrelay logs ${name} --job --follow${option}`,
    `  torchrelay metrics ${name} --job${option}`,
    'Stop it:',
    `  torchrelay stop ${name}${option}`,
  ];
}
