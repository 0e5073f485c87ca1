import { countOf } from '../../output/quantities.ts';
import type { Page } from '../../output/page.ts';
import { wrap } from '../../output/width.ts';
import type { InitDocument } from './run.ts';

/** What was found, what has to be added, and the commands that work now. */
export function nextSteps({ file, models, others, config }: InitDocument, page: Page): string[] {
  const { symbols, style, columns } = page;
  const names = Object.keys(config.deployments ?? {});
  const one = names.length === 1 ? '' : ` ${names[0]}`;
  const prod = config.stages?.['prod']?.target;
  const notes = [
    ...others.map((other) => `${other.file}: ${other.reason}`),
    ...models.flatMap(({ file: model, untold }, index) =>
      untold.length === 0
        ? []
        : [
            `${model} does not say what it takes. Say it in deployments.${names[index]}, for example: ${inputLine(untold, file)}`,
          ],
    ),
  ];
  return [
    ...notes.flatMap((note) => wrap(`${symbols.warning} ${note}`, columns)).map(style.yellow),
    '',
    `Found ${countOf(models.length, 'model')}: ${names.join(', ')}. See what would be done, and do it:`,
    `  torchrelay plan${one}`,
    `  torchrelay deploy${one}`,
    ...(prod === undefined ? [] : [`On ${prod}:`, `  torchrelay plan${one} --stage prod`]),
  ];
}

/** In the language of the file. */
function inputLine(names: readonly string[], file: string): string {
  const example = 'FP32[-1,3,224,224]';
  const isJson = file.endsWith('.json');
  const members = names.map((name) =>
    isJson ? `"${name}": "${example}"` : `${name}: '${example}'`,
  );
  return `${isJson ? '"input"' : 'input'}: { ${members.join(', ')} }`;
}
