import { countOf } from '../../output/quantities.ts';
import type { Page } from '../../output/page.ts';
import { wrap } from '../../output/width.ts';
import type { InitDocument } from './run.ts';

const whenWhole = 'When the file says what each takes, see';

/** What was found, what has to be added, and the commands that work then. */
export function nextSteps({ file, models, others, config }: InitDocument, page: Page): string[] {
  const names = Object.keys(config.deployments ?? {});
  const one = names.length === 1 ? '' : ` ${names[0]}`;
  const prod = config.stages?.['prod']?.target;
  const isWhole = models.every(({ untold }) => untold.length === 0);
  const found = `Found ${countOf(models.length, 'model')}: ${names.join(', ')}.`;
  return [
    ...others.flatMap((other) => note(`${other.file}: ${other.reason}`, page)),
    ...models.flatMap(({ file: model, untold }, index) =>
      untold.length === 0
        ? []
        : [
            ...note(
              `${model} does not say what it takes. Say it in deployments.${names[index]}, with its own sizes:`,
              page,
            ),
            `    ${inputLine(untold, file)}`,
          ],
    ),
    '',
    ...wrap(`${found} ${isWhole ? 'See' : whenWhole} what would be done, and do it:`, page.columns),
    `  torchrelay plan${one}`,
    `  torchrelay deploy${one}`,
    ...(prod === undefined ? [] : [`On ${prod}:`, `  torchrelay plan${one} --stage prod`]),
  ];
}

/** Goes on below its own text. */
function note(text: string, { symbols, style, columns }: Page): string[] {
  const [first = '', ...rest] = wrap(text, columns - 2);
  return [`${symbols.warning} ${first}`, ...rest.map((line) => `  ${line}`)].map(style.yellow);
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
